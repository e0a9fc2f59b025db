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
        Run = call =>
        {
            call.Out($"Kubernetes control plane is running at {call.Client.Transport.Server.ToString().TrimEnd('/')}\n\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
            return Task.CompletedTask;
        },
    };

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
