namespace Podlab.Engine.Faults;

/// <summary>A fault that cannot be: an unknown node or pod, a word that means nothing. The message is for whoever wrote it.</summary>
public sealed class FaultException(string message) : Exception(message);
