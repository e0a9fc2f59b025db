using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;
using Podlab.Kubectl.Run;

namespace Podlab.Kubectl.Expose;

/// <summary><c>kubectl expose</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/expose/expose.go (v1.36.3).</remarks>
internal static class ExposeCommand
{
    public static CommandSpec Spec { get; } = new("expose", "expose (-f FILENAME | TYPE NAME) [--port=port] [--protocol=TCP|UDP|SCTP] [--target-port=number-or-name] [--name=name] [--external-ip=external-ip-of-service] [--type=type]", "Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service")
    {
        Group = "Basic Commands (Beginner)",
        Examples = ["kubectl expose rc nginx --port=80 --target-port=8000", "kubectl expose pod valid-pod --port=444 --name=frontend", "kubectl expose service nginx --port=443 --target-port=8443 --name=nginx-https", "kubectl expose deployment nginx --port=80 --target-port=8000"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddTo(ManifestFiles.AddTo(flags
            .Text("cluster-ip", "", "ClusterIP to be assigned to the service.")
            .Text("external-ip", "", "Additional external IP address (not managed by Kubernetes) to accept for the service.")
            .Text("labels", "", "Labels to apply to the service created by this call.", 'l')
            .Text("load-balancer-ip", "", "IP to assign to the LoadBalancer.")
            .Text("name", "", "The name for the newly created object.")
            .Text("override-type", "merge", "The method used to override the generated object: json, merge, or strategic.")
            .Text("overrides", "", "An inline JSON override for the generated object.")
            .Text("port", "", "The port that the service should serve on.")
            .Text("protocol", "", "The network protocol for the service to be created. Default is 'TCP'.")
            .Bool("save-config", false, "If true, the configuration of current object will be saved in its annotation.")
            .Text("selector", "", "A label selector to use for this service.")
            .Text("session-affinity", "", "If non-empty, set the session affinity for the service to this; legal values: 'None', 'ClientIP'")
            .Text("target-port", "", "Name or number for the port on the container that the service should direct traffic to.")
            .Text("type", "", "Type for this service: ClusterIP, NodePort, LoadBalancer, or ExternalName. Default is 'ClusterIP'."),
            "identifying the resource to expose a service"), "kubectl-expose")),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var set = await new ResourceQuery(call) { Files = ManifestFiles.Of(call.Flags) }.RunAsync();
        await set.VisitAsync(async item =>
        {
            if (!CanExpose(item)) throw new KubectlError($"cannot expose a {item.Resource.Kind}");
            var service = Override.Apply(Service(call, item), call.Flags["overrides"], call.Flags["override-type"]);
            await CreateCommand.SubmitAsync(call, service, "", "exposed");
        });
    }

    private static bool CanExpose(ResourceObject item) => (item.Resource.Group, item.Resource.Kind) is
        ("", "ReplicationController") or ("", "Service") or ("", "Pod") or ("apps", "Deployment") or ("apps", "ReplicaSet") or ("extensions", "Deployment") or ("extensions", "ReplicaSet");

    private static JsonObject Service(Invocation call, ResourceObject item)
    {
        var flags = call.Flags;
        var name = flags["name"].Length > 0 ? flags["name"] : item.Name.Length > 63 ? item.Name[..63] : item.Name;
        var selector = flags["selector"].Length > 0 ? Pairs(flags["selector"]) : Selector(item);
        var service = CreateFlags.Head(call, "v1", "Service", name);
        var labels = flags["labels"].Length > 0 ? Pairs(flags["labels"]) : item.Value.At("metadata", "labels")?.DeepClone() as JsonObject;
        if (labels is { Count: > 0 }) service.Ensure("metadata")["labels"] = NameHash.Sorted(labels);
        var spec = service.Ensure("spec");
        spec["ports"] = Ports(call, item);
        spec["selector"] = NameHash.Sorted(selector);
        if (flags["cluster-ip"].Length > 0) spec["clusterIP"] = flags["cluster-ip"];
        if (flags["type"].Length > 0) spec["type"] = flags["type"];
        if (flags["external-ip"].Length > 0) spec["externalIPs"] = new JsonArray(flags["external-ip"]);
        if (flags["session-affinity"].Length > 0)
        {
            if (flags["session-affinity"] is not ("None" or "ClientIP")) throw new KubectlError($"unknown session affinity: {flags["session-affinity"]}");
            spec["sessionAffinity"] = flags["session-affinity"];
        }

        if (flags["load-balancer-ip"].Length > 0) spec["loadBalancerIP"] = flags["load-balancer-ip"];
        service["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        return service;
    }

    private static JsonArray Ports(Invocation call, ResourceObject item)
    {
        var flags = call.Flags;
        var found = PodPorts(item);
        var given = flags["port"].Length > 0 ? flags["port"].Split(',') : [.. found.Select(p => p.Port)];
        if (given.Length == 0) throw new KubectlError("couldn't find port via --port flag or introspection");
        var ports = new JsonArray();
        for (var i = 0; i < given.Length; i++)
        {
            if (!int.TryParse(given[i], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var port)) throw new KubectlError(Flags.FlagSyntax.CheckInt(given[i], "Atoi") ?? "invalid port");
            var entry = new JsonObject();
            if (given.Length > 1) entry["name"] = string.Create(CultureInfo.InvariantCulture, $"port-{i + 1}");
            var known = found.Find(p => p.Port == given[i]).Protocol;
            entry["protocol"] = flags["protocol"].Length > 0 ? flags["protocol"] : known ?? "TCP";
            entry["port"] = port;
            entry["targetPort"] = flags["target-port"].Length == 0 ? port
                : int.TryParse(flags["target-port"], NumberStyles.None, CultureInfo.InvariantCulture, out var target) ? target : flags["target-port"];
            ports.Add(entry);
        }

        return ports;
    }

    private static List<(string Port, string? Protocol)> PodPorts(ResourceObject item)
    {
        var ports = item.Resource.Kind == "Service"
            ? item.Value.Items("spec", "ports").Select(p => (p.Text("port"), p.Text("protocol")))
            : (item.Resource.Kind == "Pod" ? item.Value : item.Value.At("spec", "template")).Items("spec", "containers").SelectMany(c => c.Items("ports")).Select(p => (p.Text("containerPort"), p.Text("protocol")));
        return [.. ports.Select(p => (p.Item1, p.Item2.Length > 0 ? p.Item2 : (string?)"TCP"))];
    }

    private static JsonObject Selector(ResourceObject item)
    {
        const string trouble = "couldn't retrieve selectors via --selector flag or introspection: ";
        var (selector, complaint) = item.Resource.Kind switch
        {
            "Pod" => (item.Value.At("metadata", "labels"), "the pod has no labels and cannot be exposed"),
            "Service" => (item.Value.At("spec", "selector"), "the service has no pod selector set"),
            "ReplicationController" => (item.Value.At("spec", "selector"), "the replication controller has no selector set"),
            _ => (item.Value.At("spec", "selector", "matchLabels"), "invalid deployment: no selectors, therefore cannot be exposed"),
        };
        if (item.Value.Count("spec", "selector", "matchExpressions") > 0) throw new KubectlError($"{trouble}couldn't convert expressions - \"{LabelText.Selector(item.Value.At("spec", "selector"))}\" to map-based selector format");
        return selector is JsonObject { Count: > 0 } map ? map.Copy() : throw new KubectlError(trouble + complaint);
    }

    private static JsonObject Pairs(string text)
    {
        var pairs = new JsonObject();
        foreach (var part in text.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new KubectlError($"unexpected label spec: {part}");
            pairs[part[..equals]] = part[(equals + 1)..];
        }

        return pairs;
    }
}
