using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes network policies.</summary>
/// <remarks>Follows describeNetworkPolicy of kubectl/pkg/describe/describe.go (v1.36.3).</remarks>
internal static class NetworkPolicyDescriber
{
    public static void Write(DescribeWriter w, JsonObject value)
    {
        w.Field("Name", value.Name());
        w.Field("Namespace", value.Namespace());
        w.Field("Created on", value.Time("metadata", "creationTimestamp") is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss '+0000 UTC'", CultureInfo.InvariantCulture) : "0001-01-01 00:00:00 +0000 UTC");
        w.Labels("Labels", value.At("metadata", "labels"));
        w.Annotations("Annotations", value.At("metadata", "annotations"));
        w.Line("Spec:");
        var selector = value.At("spec", "podSelector");
        var everything = selector.Count("matchLabels") == 0 && selector.Count("matchExpressions") == 0;
        // The second half of the line brings its own indent along.
        w.Line(1, "PodSelector:     " + (everything ? "<none> (Allowing the specific traffic to all pods in this namespace)" : LabelText.Selector(selector)));
        var types = value.Items("spec", "policyTypes").Select(t => t!.GetValue<string>()).ToList();
        Direction(w, types.Contains("Ingress"), "ingress", [.. value.Items("spec", "ingress")], ("from", "From", "source"));
        Direction(w, types.Contains("Egress"), "egress", [.. value.Items("spec", "egress")], ("to", "To", "destination"));
        w.Line(1, $"Policy Types: {(types.Count == 0 ? "<none>" : string.Join(", ", types))}");
    }

    private static void Direction(DescribeWriter w, bool affected, string name, List<JsonNode?> rules, (string Field, string Title, string Other) peers)
    {
        if (!affected)
        {
            w.Line(1, $"Not affecting {name} traffic");
            return;
        }

        w.Line(1, $"Allowing {name} traffic:");
        if (rules.Count == 0) w.Line(2, $"<none> (Selected pods are isolated for {name} connectivity)");
        for (var i = 0; i < rules.Count; i++)
        {
            if (i > 0) w.Line(2, "----------");
            if (rules[i].Count("ports") == 0) w.Line(2, "To Port: <any> (traffic allowed to all ports)");
            foreach (var port in rules[i].Items("ports")) Port(w, port);
            if (rules[i].Count(peers.Field) == 0) w.Line(2, $"{peers.Title}: <any> (traffic not restricted by {peers.Other})");
            foreach (var peer in rules[i].Items(peers.Field)) Peer(w, peer, peers.Title);
        }
    }

    private static void Port(DescribeWriter w, JsonNode? port)
    {
        var protocol = port.Has("protocol") ? port.Text("protocol") : "TCP";
        var number = port.Has("port") ? port.Text("port") : "<nil>";
        w.Line(2, port.Has("endPort") ? $"To Port Range: {number}-{port.Text("endPort")}/{protocol}" : $"To Port: {number}/{protocol}");
    }

    private static void Peer(DescribeWriter w, JsonNode? peer, string title)
    {
        w.Line(2, $"{title}:");
        if (peer.Has("namespaceSelector")) w.Line(3, $"NamespaceSelector: {LabelText.Selector(peer.At("namespaceSelector"))}");
        if (peer.Has("podSelector")) w.Line(3, $"PodSelector: {LabelText.Selector(peer.At("podSelector"))}");
        if (peer.Has("podSelector") || peer.Has("namespaceSelector") || !peer.Has("ipBlock")) return;
        w.Line(3, "IPBlock:");
        w.Line(4, $"CIDR: {peer.Text("ipBlock", "cidr")}");
        w.Line(4, $"Except: {string.Join(", ", peer.Items("ipBlock", "except").Select(e => e!.GetValue<string>()))}");
    }
}
