using Podlab.Api.Model;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>The kinds that clients have defined. Changed on the event loop only; any thread may read.</summary>
internal sealed class CustomKinds
{
    private readonly Dictionary<string, IReadOnlyList<CustomResourceInfo>> byDefinition = new(StringComparer.Ordinal);
    private IReadOnlyList<CustomResourceInfo> all = [];
    private int revision;

    /// <summary>Every served version, by definition in the order of their names.</summary>
    public IReadOnlyList<CustomResourceInfo> All => Volatile.Read(ref all);

    /// <summary>Grows with each change: what was worked out before is stale.</summary>
    public int Revision => Volatile.Read(ref revision);

    public bool IsEmpty => All.Count == 0;

    public bool IsVersion(string group, string version) => All.Any(resource => resource.Group == group && resource.Version == version);

    public CustomResourceInfo? Find(string group, string version, string name) =>
        All.FirstOrDefault(resource => resource.Name == name && resource.Group == group && resource.Version == version);

    public CustomResourceInfo? OfKind(string apiVersion, string kind) => All.FirstOrDefault(resource => resource.Kind.Kind == kind && resource.Kind.ApiVersion == apiVersion);

    /// <summary>The kinds as they are stored, each once.</summary>
    public IEnumerable<CustomResourceInfo> Stored => All.Select(resource => resource.Storage).Distinct();

    public IReadOnlyList<CustomResourceInfo> Of(string definition) => byDefinition.GetValueOrDefault(definition, []);

    /// <summary>Takes a new or changed definition; objects that are stored stay where they are.</summary>
    public void Define(ObjectStore store, IKubernetesObject definition)
    {
        var name = definition.Metadata.Name!;
        var resources = Definition.Resources(definition);
        var before = Of(name).Select(resource => resource.Storage).FirstOrDefault();
        foreach (var storage in resources.Select(resource => resource.Storage).Distinct()) store.AddCollection(storage, before);
        byDefinition[name] = resources;
        Publish();
    }

    public void Forget(string definition)
    {
        byDefinition.Remove(definition);
        Publish();
    }

    private void Publish()
    {
        Volatile.Write(ref all, [.. byDefinition.OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value)]);
        Interlocked.Increment(ref revision);
    }
}
