using System.Security.Cryptography;
using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Conversion;
using Podlab.Engine.Apiserver.CustomResources;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>The API groups in the server's own order, each with its versions, the preferred one first.</summary>
internal sealed class ApiGroups(CustomKinds custom)
{
    private static readonly IReadOnlyList<(string Name, string[] Versions)> BuiltIn =
    [
        ("apiregistration.k8s.io", ["v1"]), ("apps", ["v1"]), ("events.k8s.io", ["v1"]), ("authentication.k8s.io", ["v1"]), ("authorization.k8s.io", ["v1"]),
        ("autoscaling", ["v2", "v1"]), ("batch", ["v1"]), ("certificates.k8s.io", ["v1"]), ("networking.k8s.io", ["v1"]), ("policy", ["v1"]),
        ("rbac.authorization.k8s.io", ["v1"]), ("storage.k8s.io", ["v1"]), ("admissionregistration.k8s.io", ["v1"]), ("apiextensions.k8s.io", ["v1"]),
        ("scheduling.k8s.io", ["v1"]), ("coordination.k8s.io", ["v1"]), ("node.k8s.io", ["v1"]), ("discovery.k8s.io", ["v1"]), ("resource.k8s.io", ["v1"]),
        ("flowcontrol.apiserver.k8s.io", ["v1"]),
    ];

    /// <summary>Grows when clients define kinds or take them back.</summary>
    public int Revision => custom.Revision;

    /// <summary>Kubernetes' own groups, then those that clients have defined.</summary>
    public IReadOnlyList<(string Name, string[] Versions)> All => custom.IsEmpty ? BuiltIn : [.. BuiltIn, .. Defined()];

    public string[]? VersionsOf(string group) => All.FirstOrDefault(entry => entry.Name == group).Versions;

    /// <summary>In the order of discovery: by name.</summary>
    public IEnumerable<ResourceInfo> ResourcesOf(string group, string version) =>
        Resources.All.Concat(custom.All).Where(resource => resource.Group == group && resource.Version == version).OrderBy(resource => resource.Name, StringComparer.Ordinal);

    private IEnumerable<(string, string[])> Defined() => custom.All.GroupBy(resource => resource.Group).OrderBy(group => group.Key, StringComparer.Ordinal)
        .Where(group => BuiltIn.All(known => known.Name != group.Key))
        .Select(group => (group.Key, group.Select(resource => resource.Version).Distinct().OrderBy(version => version, VersionOrder.Newest).ToArray()));

    /// <summary>Tells clients whether two versions are stored alike; null for what is not stored.</summary>
    public static string? StorageVersionHash(ResourceInfo resource)
    {
        if (!resource.Verbs.Contains("watch")) return null;
        var kind = StorageKinds.Of(resource).Kind;
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind.Group}/{kind.Version}/{kind.Kind}")).AsSpan(0, 8));
    }
}
