using Podlab.Api.Model;

namespace Podlab.Engine.Store;

/// <summary>All objects of a resource, or of one of its namespaces, as one list in JSON.</summary>
/// <param name="Resource">The version of the resource that the objects are written in.</param>
/// <param name="Version">The version of the store that the list tells.</param>
internal sealed record WrittenList(ResourceInfo Resource, string? Namespace, long Version, byte[] Json)
{
    /// <summary>In bytes; larger ones are not kept.</summary>
    public const int LargestKept = 4 * 1024 * 1024;

    public bool Is(ResourceInfo resource, string? @namespace, long version) => ReferenceEquals(Resource, resource) && Namespace == @namespace && Version == version;
}
