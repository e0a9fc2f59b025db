namespace Podlab.Engine.Traffic;

/// <summary>A plan that cannot be carried out: what is wrong and what to do instead.</summary>
public sealed class TrafficException(string message) : Exception(message);
