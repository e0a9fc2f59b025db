using Podlab.Api;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>The labels of namespaces, for terms that select namespaces by them.</summary>
public sealed class NamespaceLabels
{
    private readonly Dictionary<string, ValueMap<string>> labels = new(StringComparer.Ordinal);

    /// <summary>Empty where the namespace is not known.</summary>
    public ValueMap<string> Of(string name) => labels.GetValueOrDefault(name);

    internal void Set(string name, ValueMap<string> value) => labels[name] = value;

    internal void Remove(string name) => labels.Remove(name);
}
