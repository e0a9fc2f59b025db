using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes services and endpoints.</summary>
internal static class NetworkDescribers
{
    private const int EndpointsShown = 3;

    public static void Service(DescribeWriter w, JsonObject value, List<JsonNode?> slices)
    {
        SmallDescribers.Head(w, value);
        w.Field("Selector", LabelText.Format(value.At("spec", "selector")));
        w.Field("Type", value.Text("spec", "type"));
        w.Optional(0, "IP Family Policy", value.Text("spec", "ipFamilyPolicy"));
        w.Field("IP Families", Join(value.Items("spec", "ipFamilies"), "<none>"));
        w.Field("IP", value.Text("spec", "clusterIP"));
        w.Field("IPs", Join(value.Items("spec", "clusterIPs"), "<none>"));
        if (value.Count("spec", "externalIPs") > 0) w.Field("External IPs", Join(value.Items("spec", "externalIPs"), ""));
        w.Optional(0, "Desired LoadBalancer IP", value.Text("spec", "loadBalancerIP"));
        w.Optional(0, "External Name", value.Text("spec", "externalName"));
        if (value.Count("status", "loadBalancer", "ingress") > 0) w.Field("LoadBalancer Ingress", string.Join(", ", value.Items("status", "loadBalancer", "ingress").Select(Balancer)));
        foreach (var port in value.Items("spec", "ports")) Port(w, port, slices);
        w.Field("Session Affinity", value.Text("spec", "sessionAffinity"));
        w.Optional(0, "External Traffic Policy", value.Text("spec", "externalTrafficPolicy"));
        w.Optional(0, "Internal Traffic Policy", value.Text("spec", "internalTrafficPolicy"));
        w.Optional(0, "Traffic Distribution", value.Text("spec", "trafficDistribution"));
        w.Optional(0, "HealthCheck NodePort", value.Text("spec", "healthCheckNodePort"));
        if (value.Count("spec", "loadBalancerSourceRanges") > 0) w.Field("LoadBalancer Source Ranges", Join(value.Items("spec", "loadBalancerSourceRanges"), ""));
    }

    private static string Balancer(JsonNode? ingress) => ingress.Text("ip") is not { Length: > 0 } ip ? ingress.Text("hostname")
        : ingress.Has("ipMode") ? $"{ip} ({ingress.Text("ipMode")})" : ip;

    private static void Port(DescribeWriter w, JsonNode? port, List<JsonNode?> slices)
    {
        var name = port.Text("name") is { Length: > 0 } given ? given : "<unset>";
        w.Field("Port", $"{name}\t{port.Text("port")}/{port.Text("protocol")}");
        w.Field("TargetPort", $"{port.Text("targetPort")}/{port.Text("protocol")}");
        if ((port.Number("nodePort") ?? 0) != 0) w.Field("NodePort", $"{name}\t{port.Text("nodePort")}/{port.Text("protocol")}");
        w.Field("Endpoints", Addresses(slices, port.Text("name")));
    }

    /// <summary>The first ready addresses behind a port, and how many more there are.</summary>
    public static string Addresses(List<JsonNode?> slices, string portName)
    {
        if (slices.Count == 0) return "<none>";
        var all = new List<string>();
        foreach (var slice in slices)
        {
            var ready = slice.Items("endpoints").Where(e => !e.Has("conditions", "ready") || e.True("conditions", "ready")).Select(e => e.Items("addresses").FirstOrDefault()?.GetValue<string>() ?? "").ToList();
            // A headless service may have no ports; then its addresses are all there is.
            if (slice.Count("ports") == 0) all.AddRange(ready);
            foreach (var port in slice.Items("ports").Where(p => !p.Has("name") || p.Text("name") == portName))
                all.AddRange(ready.Select(address => $"{(address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address)}:{port.Text("port")}"));
        }

        var shown = string.Join(',', all.Take(EndpointsShown));
        return all.Count > EndpointsShown ? $"{shown} + {all.Count - EndpointsShown} more..." : shown;
    }

    public static void Endpoints(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value);
        w.Line("Subsets:");
        foreach (var subset in value.Items("subsets"))
        {
            w.Field(1, "Addresses", JoinText(subset.Items("addresses").Select(a => a.Text("ip"))));
            w.Field(1, "NotReadyAddresses", JoinText(subset.Items("notReadyAddresses").Select(a => a.Text("ip"))));
            if (subset.Count("ports") > 0)
            {
                w.Line(1, "Ports:\n    Name\tPort\tProtocol");
                w.Line(2, "----\t----\t--------");
                foreach (var port in subset.Items("ports")) w.Line(2, $"{(port.Text("name") is { Length: > 0 } name ? name : "<unset>")}\t{port.Text("port")}\t{port.Text("protocol")}");
            }

            w.Line("");
        }
    }

    public static void EndpointSlice(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value);
        w.Field("AddressType", value.Text("addressType"));
        if (value.Count("ports") == 0)
        {
            w.Line("Ports: <unset>");
        }
        else
        {
            w.Line("Ports:\n  Name\tPort\tProtocol");
            w.Line(1, "----\t----\t--------");
            foreach (var port in value.Items("ports")) w.Line(1, $"{(port.Text("name") is { Length: > 0 } name ? name : "<unset>")}\t{Or(port.Text("port"))}\t{port.Text("protocol")}");
        }

        w.Line(value.Count("endpoints") == 0 ? "Endpoints: <none>" : "Endpoints:");
        foreach (var endpoint in value.Items("endpoints"))
        {
            w.Line(1, $"- Addresses:\t{(endpoint.Count("addresses") == 0 ? "<none>" : string.Join(", ", endpoint.Items("addresses").Select(a => a!.GetValue<string>())))}");
            w.Line(2, "Conditions:");
            w.Line(3, $"Ready:\t{(endpoint.Has("conditions", "ready") ? endpoint.Text("conditions", "ready") : "<unset>")}");
            w.Line(2, $"Hostname:\t{Or(endpoint.Text("hostname"))}");
            if (endpoint.Has("targetRef")) w.Line(2, $"TargetRef:\t{endpoint.Text("targetRef", "kind")}/{endpoint.Text("targetRef", "name")}");
            w.Line(2, $"NodeName:\t{Or(endpoint.Text("nodeName"))}");
            w.Line(2, $"Zone:\t{Or(endpoint.Text("zone"))}");
        }
    }

    private static string Or(string text) => text.Length == 0 ? "<unset>" : text;

    private static string Join(IEnumerable<JsonNode?> items, string none) => items.Select(i => i!.GetValue<string>()).ToList() is { Count: > 0 } list ? string.Join(',', list) : none;

    private static string JoinText(IEnumerable<string> items) => items.ToList() is { Count: > 0 } list ? string.Join(',', list) : "<none>";
}
