namespace Podlab.Engine.Store;

/// <summary>What tells the objects of one resource apart; the namespace is empty for resources without.</summary>
internal readonly record struct StoredKey(string Namespace, string Name);
