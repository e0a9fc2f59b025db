using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Namespaces;

/// <summary>What a namespace still holds after everything in it was deleted.</summary>
internal sealed class Remains
{
    /// <summary>How long it may take; zero: nothing is left.</summary>
    public long WaitSeconds { get; set; }

    public SortedDictionary<string, int> Resources { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, int> Finalizers { get; } = new(StringComparer.Ordinal);

    public void Add(ResourceInfo resource, IReadOnlyCollection<IKubernetesObject> items)
    {
        Resources[$"{resource.Name}.{resource.Group}"] = items.Count;
        foreach (var finalizer in items.SelectMany(item => item.Metadata.Finalizers)) Finalizers[finalizer] = Finalizers.GetValueOrDefault(finalizer) + 1;
    }
}
