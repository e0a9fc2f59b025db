using Podlab.Api.Model;
using Podlab.Engine.Apiserver.CustomResources;

namespace Podlab.Engine.Apiserver.Requests;

/// <summary>What a path below /api or /apis names.</summary>
/// <param name="Namespace">Null: the path has none; the request is for all namespaces, or the resource has no namespaces.</param>
/// <param name="Name">Null: the whole collection.</param>
/// <param name="Subresource">Null: the object itself.</param>
/// <param name="Rest">What follows the subresource (proxy).</param>
internal sealed record RequestTarget(ResourceInfo Resource, string? Namespace, string? Name, SubresourceInfo? Subresource, string Rest)
{
    private static readonly Dictionary<(string Group, string Version), Dictionary<string, ResourceInfo>> ByVersion = Resources.All
        .GroupBy(resource => (resource.Group, resource.Version))
        .ToDictionary(group => group.Key, group => group.ToDictionary(resource => resource.Name, StringComparer.Ordinal));

    public static bool IsGroup(string group) => ByVersion.Keys.Any(key => key.Group == group);

    public static bool IsVersion(string group, string version) => ByVersion.ContainsKey((group, version));

    /// <summary>Null where the server has no such resource. <paramref name="segments"/> are what follows the version, still percent-encoded.</summary>
    /// <param name="custom">The kinds that clients have defined; null: none are asked for.</param>
    public static RequestTarget? Find(string group, string version, ReadOnlySpan<string> segments, CustomKinds? custom = null)
    {
        var resources = ByVersion.GetValueOrDefault((group, version));
        string? @namespace = null;
        if (segments.Length > 2 && segments[0] == "namespaces" && segments[2] is not ("status" or "finalize"))
        {
            @namespace = Decode(segments[1]);
            segments = segments[2..];
        }

        if ((resources is null ? custom?.Find(group, version, segments[0]) : resources.GetValueOrDefault(segments[0])) is not { } resource) return null;
        if (@namespace is not null && !resource.Namespaced) return null;
        var name = segments.Length > 1 ? Decode(segments[1]) : null;
        if (name is not null && resource.Namespaced && @namespace is null) return null;
        if (name is { Length: 0 }) return null;
        if (segments.Length < 3) return name is not null && name.Contains('/') ? null : new RequestTarget(resource, @namespace, name, null, "");
        foreach (var subresource in resource.Subresources)
        {
            if (subresource.Name == segments[2] && (segments.Length == 3 || subresource.Name == "proxy"))
                return new RequestTarget(resource, @namespace, name, subresource, string.Join('/', segments[3..].ToArray()));
        }

        return null;
    }

    private static string Decode(string segment) => PercentEncoding.TryDecode(segment, plusIsSpace: false, out var decoded) ? decoded : segment;
}
