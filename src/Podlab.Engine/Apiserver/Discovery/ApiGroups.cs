using System.Security.Cryptography;
using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Conversion;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>The API groups in the server's own order, each with its versions, the preferred one first.</summary>
internal static class ApiGroups
{
    public static IReadOnlyList<(string Name, string[] Versions)> All { get; } =
    [
        ("apiregistration.k8s.io", ["v1"]), ("apps", ["v1"]), ("events.k8s.io", ["v1"]), ("authentication.k8s.io", ["v1"]), ("authorization.k8s.io", ["v1"]),
        ("autoscaling", ["v2", "v1"]), ("batch", ["v1"]), ("certificates.k8s.io", ["v1"]), ("networking.k8s.io", ["v1"]), ("policy", ["v1"]),
        ("rbac.authorization.k8s.io", ["v1"]), ("storage.k8s.io", ["v1"]), ("admissionregistration.k8s.io", ["v1"]), ("apiextensions.k8s.io", ["v1"]),
        ("scheduling.k8s.io", ["v1"]), ("coordination.k8s.io", ["v1"]), ("node.k8s.io", ["v1"]), ("discovery.k8s.io", ["v1"]), ("resource.k8s.io", ["v1"]),
        ("flowcontrol.apiserver.k8s.io", ["v1"]),
    ];

    public static string[]? VersionsOf(string group) => All.FirstOrDefault(entry => entry.Name == group).Versions;

    /// <summary>In the order of discovery: by name.</summary>
    public static IEnumerable<ResourceInfo> ResourcesOf(string group, string version) =>
        Resources.All.Where(resource => resource.Group == group && resource.Version == version).OrderBy(resource => resource.Name, StringComparer.Ordinal);

    /// <summary>Tells clients whether two versions are stored alike; null for what is not stored.</summary>
    public static string? StorageVersionHash(ResourceInfo resource)
    {
        if (!resource.Verbs.Contains("watch")) return null;
        var kind = StorageKinds.Of(resource).Kind;
        return Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind.Group}/{kind.Version}/{kind.Kind}")).AsSpan(0, 8));
    }
}
