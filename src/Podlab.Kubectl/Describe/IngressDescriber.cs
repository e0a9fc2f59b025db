using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes ingresses, with the endpoints that their backends lead to.</summary>
/// <remarks>Follows describeIngressV1 of kubectl/pkg/describe/describe.go (v1.36.3).</remarks>
internal static class IngressDescriber
{
    public static async Task WriteAsync(DescribeWriter w, JsonObject value, ApiClient client)
    {
        w.Field("Name", value.Name());
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Field("Namespace", value.Namespace());
        w.Field("Address", string.Join(',', value.Items("status", "loadBalancer", "ingress").Select(i => i.Text("ip") is { Length: > 0 } ip ? ip : i.Text("hostname"))
            .Where(address => address.Length > 0).Distinct().Order(StringComparer.Ordinal)));
        w.Field("Ingress Class", value.Has("spec", "ingressClassName") ? value.Text("spec", "ingressClassName") : "<none>");
        var backend = value.At("spec", "defaultBackend") is { } given ? await BackendAsync(client, value.Namespace(), given) : "<default>";
        w.Field("Default backend", backend);
        if (value.Count("spec", "tls") > 0)
        {
            w.Line("TLS:");
            foreach (var tls in value.Items("spec", "tls"))
            {
                var hosts = string.Join(',', tls.Items("hosts").Select(h => h!.GetValue<string>()));
                w.Line(1, tls.Text("secretName") is { Length: > 0 } secret ? $"{secret} terminates {hosts}" : $"SNI routes {hosts}");
            }
        }

        w.Line("Rules:\n  Host\tPath\tBackends");
        w.Line(1, "----\t----\t--------");
        var rules = value.Items("spec", "rules").Where(r => r.Has("http")).ToList();
        foreach (var rule in rules)
        {
            w.Line(1, $"{(rule.Text("host") is { Length: > 0 } host ? host : "*")}\t");
            foreach (var path in rule.Items("http", "paths")) w.Line(2, $"\t{path.Text("path")} \t{await BackendAsync(client, value.Namespace(), path.At("backend"))}");
        }

        if (rules.Count == 0) w.Line(1, $"*\t*\t{backend}");
        w.Annotations("Annotations", value.At("metadata", "annotations"));
    }

    private static async Task<string> BackendAsync(ApiClient client, string @namespace, JsonNode? backend)
    {
        if (backend.At("service") is { } service)
        {
            var port = service.Text("port", "number") is { Length: > 0 } number ? number : service.Text("port", "name");
            return $"{service.Text("name")}:{port} ({await EndpointsAsync(client, @namespace, service)})";
        }

        if (!backend.Has("resource")) return "";
        var group = backend.Has("resource", "apiGroup") ? backend.Text("resource", "apiGroup") : "<none>";
        return $"APIGroup: {group}, Kind: {backend.Text("resource", "kind")}, Name: {backend.Text("resource", "name")}";
    }

    private static async Task<string> EndpointsAsync(ApiClient client, string @namespace, JsonNode service)
    {
        try
        {
            var place = Uri.EscapeDataString(@namespace);
            var slices = await client.GetAsync($"/apis/discovery.k8s.io/v1/namespaces/{place}/endpointslices?labelSelector={Uri.EscapeDataString("kubernetes.io/service-name=" + service.Text("name"))}");
            var found = await client.GetAsync($"/api/v1/namespaces/{place}/services/{Uri.EscapeDataString(service.Text("name"))}");
            var (number, name) = (service.Number("port", "number") ?? 0, service.Text("port", "name"));
            var port = found.Items("spec", "ports").LastOrDefault(p => (number != 0 && p.Number("port") == number) || (name.Length > 0 && p.Text("name") == name));
            return NetworkDescribers.Addresses([.. slices.Items("items")], port.Text("name"));
        }
        catch (StatusError error)
        {
            return $"<error: {error.Message}>";
        }
    }
}
