using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create service …</c> and <c>kubectl create ingress</c>.</summary>
internal static partial class CreateNetworking
{
    public static CommandSpec Service { get; } = new("service", "service", "Create a service using a specified subcommand")
    {
        Aliases = ["svc"],
        HelpToStderr = true,
        Subcommands =
        [
            Of("clusterip", "ClusterIP", flags => flags.Text("clusterip", "", "Assign your own ClusterIP or set to 'None' for a 'headless' service (no loadbalancing).").List("tcp", "Port pairs can be specified as '<port>:<targetPort>'.")),
            Of("externalname", "ExternalName", flags => flags.Text("external-name", "", "External name of service", required: true).List("tcp", "Port pairs can be specified as '<port>:<targetPort>'.")),
            Of("loadbalancer", "LoadBalancer", flags => flags.List("tcp", "Port pairs can be specified as '<port>:<targetPort>'.")),
            Of("nodeport", "NodePort", flags => flags.Int("node-port", 0, "Port used to expose the service on each node in a cluster.").List("tcp", "Port pairs can be specified as '<port>:<targetPort>'.")),
        ],
    };

    public static CommandSpec Ingress { get; } = new("ingress", "ingress NAME --rule=host/path=service:port[,tls[=secret]] ", "Create an ingress with the specified name")
    {
        Aliases = ["ing"],
        Examples = ["kubectl create ingress simple --rule=\"foo.com/bar=svc1:8080,tls=my-cert\"", "kubectl create ingress catch-all --class=otheringress --rule=\"/path=svc:port\""],
        Flags = flags => CreateFlags.AddTo(flags
            .List("annotation", "Annotation to insert in the ingress object, in the format annotation=value")
            .Text("class", "", "Ingress Class to be used")
            .Text("default-backend", "", "Default service for backend, in format of svcname:port")
            .List("rule", "Rule in format host/path=service:port[,tls=secretname].")),
        Run = IngressAsync,
    };

    private static CommandSpec Of(string name, string type, Action<FlagSet> flags) => new(name, $"{name} NAME [--tcp=<port>:<targetPort>] [--dry-run=server|client|none]", $"Create a {type} service")
    {
        Examples = [$"kubectl create service {name} my-svc --tcp=5678:8080"],
        Flags = set =>
        {
            flags(set);
            CreateFlags.AddTo(set);
        },
        Run = call => ServiceAsync(call, type),
    };

    private static Task ServiceAsync(Invocation call, string type)
    {
        var name = call.OneName();
        var flags = call.Flags;
        var headless = flags.Find("clusterip") is not null && flags["clusterip"] == "None";
        if (flags.Values("tcp").Count == 0 && type != "ExternalName" && !headless) throw new KubectlError("at least one tcp port specifier must be provided");
        var value = CreateFlags.Head(call, "v1", "Service", name);
        value.Ensure("metadata")["labels"] = new JsonObject { ["app"] = name };
        var spec = value.Ensure("spec");
        var ports = flags.Values("tcp").Select(p => Port(p, flags)).ToList();
        if (ports.Count > 0) spec["ports"] = new JsonArray([.. ports]);
        if (type != "ExternalName" || ports.Count >= 0) spec["selector"] = new JsonObject { ["app"] = name };
        if (flags.Find("clusterip") is not null && flags["clusterip"].Length > 0) spec["clusterIP"] = flags["clusterip"];
        spec["type"] = type;
        if (type == "ExternalName") spec["externalName"] = flags["external-name"];
        value["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        return CreateCommand.SubmitAsync(call, value, $"failed to create {type} service: ");
    }

    private static JsonNode Port(string text, FlagSet flags)
    {
        var parts = text.Split(':');
        if (parts.Length > 2 || FlagSyntax.CheckInt(parts[0], "Atoi") is not null) throw new KubectlError(FlagSyntax.CheckInt(parts[0], "Atoi") ?? $"invalid port string: {text}");
        var port = int.Parse(parts[0], CultureInfo.InvariantCulture);
        JsonNode target = parts.Length == 1 ? port : int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : parts[1];
        var entry = new JsonObject { ["name"] = text.Replace(':', '-'), ["protocol"] = "TCP", ["port"] = port, ["targetPort"] = target };
        if (flags.Find("node-port") is not null && flags.Number("node-port") > 0) entry["nodePort"] = flags.Number("node-port");
        return entry;
    }

    private static Task IngressAsync(Invocation call)
    {
        var name = call.OneName();
        var flags = call.Flags;
        if (flags.Values("rule").Count == 0 && flags["default-backend"].Length == 0) throw new KubectlError("not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)");
        var value = CreateFlags.Head(call, "networking.k8s.io/v1", "Ingress", name);
        var annotations = new JsonObject();
        foreach (var annotation in flags.Values("annotation"))
        {
            var parts = annotation.Split('=', 2);
            if (parts.Length != 2) throw new KubectlError($"annotation {annotation} is invalid and should be in format key=[value]");
            annotations[parts[0]] = parts[1];
        }

        if (annotations.Count > 0) value.Ensure("metadata")["annotations"] = NameHash.Sorted(annotations);
        var spec = value.Ensure("spec");
        if (flags["class"].Length > 0) spec["ingressClassName"] = flags["class"];
        if (flags["default-backend"].Length > 0) spec["defaultBackend"] = Backend(flags["default-backend"]);
        Rules(flags.Values("rule"), spec);
        value["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        return CreateCommand.SubmitAsync(call, value, "failed to create ingress: ");
    }

    private static void Rules(IReadOnlyList<string> texts, JsonObject spec)
    {
        var (rules, tls) = (new Dictionary<string, JsonArray>(StringComparer.Ordinal), new SortedDictionary<string, List<string>>(StringComparer.Ordinal));
        var order = new List<string>();
        foreach (var text in texts)
        {
            var match = RuleForm().Match(text);
            if (!match.Success) throw new KubectlError($"rule {text} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]");
            var (host, path) = (match.Groups["host"].Value, "/" + match.Groups["path"].Value);
            if (!rules.TryGetValue(host, out var paths))
            {
                rules[host] = paths = [];
                order.Add(host);
            }

            var prefix = path.EndsWith('*');
            paths.Add(new JsonObject { ["path"] = prefix ? path[..^1] : path, ["pathType"] = prefix ? "Prefix" : "Exact", ["backend"] = Backend(match.Groups["svc"].Value) });
            if (!match.Groups["tls"].Success) continue;
            var secret = match.Groups["secret"].Value;
            if (!tls.TryGetValue(secret, out var hosts)) tls[secret] = hosts = [];
            if (host.Length > 0 && !hosts.Contains(host)) hosts.Add(host);
        }

        if (tls.Count > 0) spec["tls"] = new JsonArray([.. tls.Select(t => TlsEntry(t.Key, t.Value))]);
        if (order.Count == 0) return;
        spec["rules"] = new JsonArray([.. order.Select(host =>
        {
            var rule = new JsonObject();
            if (host.Length > 0) rule["host"] = host;
            rule["http"] = new JsonObject { ["paths"] = rules[host] };
            return (JsonNode)rule;
        })]);
    }

    private static JsonNode TlsEntry(string secret, List<string> hosts)
    {
        var entry = new JsonObject();
        if (hosts.Count > 0) entry["hosts"] = new JsonArray([.. hosts.Select(h => (JsonNode)h)]);
        if (secret.Length > 0) entry["secretName"] = secret;
        return entry;
    }

    private static JsonObject Backend(string text)
    {
        var parts = text.Split(':');
        if (parts.Length != 2) throw new KubectlError($"backend {GoText.Quote(text)} is invalid and should be in format servicename:serviceport");
        var port = int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? new JsonObject { ["number"] = number } : new JsonObject { ["name"] = parts[1] };
        return new JsonObject { ["service"] = new JsonObject { ["name"] = parts[0], ["port"] = port } };
    }

    [GeneratedRegex(@"^(?<host>[\w*\-.]*)/(?<path>[\w\-/.]*\*?)=(?<svc>[\w\-]+:[\w\-]+)(?<tls>,tls(=(?<secret>[\w\-]+))?)?$")]
    private static partial Regex RuleForm();
}
