using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Version;

/// <summary><c>kubectl version</c> and <c>kubectl cluster-info</c>.</summary>
internal static class VersionCommand
{
    private const string ClientVersion = "v1.36.3";
    private const string KustomizeVersion = "v5.8.1";

    public static CommandSpec Spec { get; } = new("version", "version", "Print the client and server version information for the current context")
    {
        Examples = ["kubectl version"],
        Flags = flags => flags
            .Bool("client", false, "If true, shows client version only (no server required).")
            .Text("output", "", "One of 'yaml' or 'json'.", 'o'),
        Run = RunAsync,
    };

    public static CommandSpec ClusterInfo { get; } = new("cluster-info", "cluster-info", "Display cluster information")
    {
        Group = "Cluster Management Commands",
        Examples = ["kubectl cluster-info"],
        Run = ClusterInfoAsync,
    };

    /// <summary>Follows staging/src/k8s.io/kubectl/pkg/cmd/clusterinfo/clusterinfo.go (v1.36.3): the API, then the services that are marked as the cluster's own.</summary>
    private static async Task ClusterInfoAsync(Invocation call)
    {
        var server = call.Client.Transport.Server.ToString().TrimEnd('/');
        call.Out($"Kubernetes control plane is running at {server}\n");
        var services = await call.Client.GetAsync("/api/v1/namespaces/kube-system/services?labelSelector=kubernetes.io%2Fcluster-service%3Dtrue");
        foreach (var service in services.Items("items").OfType<JsonObject>())
        {
            var name = service.Text("metadata", "name");
            call.Out($"{(service.Text("metadata", "labels", "kubernetes.io/name") is { Length: > 0 } title ? title : name)} is running at {Link(server, service, name)}\n");
        }

        call.Out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    }

    private static string Link(string server, JsonObject service, string name)
    {
        var ports = service.Items("spec", "ports").OfType<JsonObject>().ToList();
        if (service.Items("status", "loadBalancer", "ingress").OfType<JsonObject>().FirstOrDefault() is { } ingress)
            return string.Concat(ports.Select(port => $"http://{(ingress.Text("ip") is { Length: > 0 } ip ? ip : ingress.Text("hostname"))}:{port.Text("port")} "));
        if (ports.Count > 0)
        {
            var isSecure = ports[0].Text("name") == "https" || ports[0].Text("port") == "443";
            var port = ports[0].Text("name");
            name = isSecure ? $"https:{name}:{port}" : port.Length > 0 ? $"{name}:{port}" : name;
        }

        return $"{server}/api/v1/namespaces/{service.Text("metadata", "namespace")}/services/{name}/proxy";
    }

    private static async Task RunAsync(Invocation call)
    {
        if (call.Args.Count > 0) throw new KubectlError($"extra arguments: [{string.Join(' ', call.Args)}]");
        if (call.Flags["output"] is not ("" or "yaml" or "json")) throw new KubectlError("--output must be 'yaml' or 'json'");
        var server = call.Flags.Is("client") ? null : await call.Client.GetAsync("/version");
        if (call.Flags["output"].Length > 0)
        {
            var value = new JsonObject { ["clientVersion"] = ClientInfo(), ["kustomizeVersion"] = KustomizeVersion };
            if (server is not null) value["serverVersion"] = server.DeepClone();
            call.Out(call.Flags["output"] == "json" ? JsonText.Indented(value, sorted: false, indent: "  ") + "\n" : YamlPrinter.Text(value));
            return;
        }

        call.Out($"Client Version: {ClientVersion}\nKustomize Version: {KustomizeVersion}\n");
        if (server is not null) call.Out($"Server Version: {server.Text("gitVersion")}\n");
    }

    private static JsonObject ClientInfo() => new()
    {
        ["major"] = "1",
        ["minor"] = "36",
        ["gitVersion"] = ClientVersion,
        ["gitCommit"] = "in-process",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "1970-01-01T00:00:00Z",
        ["goVersion"] = "none",
        ["compiler"] = "none",
        ["platform"] = "dotnet",
    };
}
