namespace Podlab.Engine.Kubelet.Environment;

/// <summary>Something that a container's configuration names is not there or cannot be used; the container waits for it.</summary>
internal sealed class ConfigException(string message) : Exception(message);
