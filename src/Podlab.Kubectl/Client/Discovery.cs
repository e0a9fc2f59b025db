using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Podlab.Engine.Apiserver.Http;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Client;

/// <summary>Asks a server once which resources it has.</summary>
internal static class Discovery
{
    private const string Aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    private static readonly ConditionalWeakTable<IApiTransport, KnownResources> Known = new();

    /// <summary>All resources, the core group first; kept until the server has others.</summary>
    public static async Task<IReadOnlyList<ApiResource>> ResourcesAsync(ApiClient client)
    {
        var revision = client.Transport.DiscoveryRevision;
        if (Known.TryGetValue(client.Transport, out var known) && known.Revision == revision) return known.Resources;
        var resources = new List<ApiResource>();
        foreach (var root in (string[])["/api", "/apis"])
        {
            var answer = await client.GetAsync(root, Aggregated);
            if (answer.Text("kind") == "APIGroupDiscoveryList") resources.AddRange(FromAggregated(answer));
            else resources.AddRange(await LegacyAsync(client, root, answer));
        }

        Known.AddOrUpdate(client.Transport, new KnownResources(revision, resources));
        return resources;
    }

    private sealed record KnownResources(int Revision, IReadOnlyList<ApiResource> Resources);

    private static IEnumerable<ApiResource> FromAggregated(JsonNode? list)
    {
        foreach (var group in list.Items("items"))
        {
            var preferred = true;
            foreach (var version in group.Items("versions"))
            {
                foreach (var resource in version.Items("resources"))
                {
                    var kind = resource.At("responseKind");
                    yield return new ApiResource(group.Name(), version.Text("version"), resource.Text("resource"), resource.Text("singularResource"), kind.Text("kind"), resource.Text("scope") == "Namespaced")
                    {
                        ShortNames = Texts(resource, "shortNames"),
                        Categories = Texts(resource, "categories"),
                        Verbs = Texts(resource, "verbs"),
                        Preferred = preferred,
                        Subresources = [.. resource.Items("subresources").Select(s => Sub(s.Text("subresource"), s.At("responseKind"), Texts(s, "verbs"), group.Name(), version.Text("version")))],
                    };
                }

                preferred = false;
            }
        }
    }

    private static async Task<List<ApiResource>> LegacyAsync(ApiClient client, string root, JsonNode? answer)
    {
        var resources = new List<ApiResource>();
        var groups = root == "/api"
            ? [("", (IEnumerable<string>)[.. answer.Items("versions").Select(v => v!.GetValue<string>())])]
            : answer.Items("groups").Select(g => (g.Text("name"), g.Items("versions").Select(v => v.Text("version"))));
        foreach (var (group, versions) in groups)
        {
            var preferred = true;
            foreach (var version in versions)
            {
                var list = await client.GetAsync(group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}");
                foreach (var resource in list.Items("resources").Where(r => !r.Text("name").Contains('/')))
                {
                    var prefix = resource.Text("name") + "/";
                    resources.Add(new ApiResource(group, version, resource.Text("name"), resource.Text("singularName"), resource.Text("kind"), resource.True("namespaced"))
                    {
                        ShortNames = Texts(resource, "shortNames"),
                        Categories = Texts(resource, "categories"),
                        Verbs = Texts(resource, "verbs"),
                        Preferred = preferred,
                        Subresources = [.. list.Items("resources").Where(r => r.Text("name").StartsWith(prefix, StringComparison.Ordinal))
                            .Select(r => Sub(r.Text("name")[prefix.Length..], r, Texts(r, "verbs"), group, version))],
                    });
                }

                preferred = false;
            }
        }

        return resources;
    }

    private static ApiSubresource Sub(string name, JsonNode? kind, IReadOnlyList<string> verbs, string group, string version) =>
        new(name, kind.Has("group") ? kind.Text("group") : group, kind.Text("version") is { Length: > 0 } own ? own : version, kind.Text("kind"), verbs);

    private static string[] Texts(JsonNode? node, string key) => [.. node.Items(key).Select(t => t!.GetValue<string>())];
}
