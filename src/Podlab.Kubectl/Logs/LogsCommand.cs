using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Logs;

/// <summary><c>kubectl logs</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/logs/logs.go and polymorphichelpers/logsforobject.go (v1.36.3).</remarks>
internal static class LogsCommand
{
    private const string Usage = "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command";

    public static CommandSpec Spec { get; } = new("logs", "logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]", "Print the logs for a container in a pod")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl logs nginx", "kubectl logs nginx --all-containers=true", "kubectl logs -l app=nginx --all-containers=true", "kubectl logs -p -c ruby web-1", "kubectl logs -f -c ruby web-1", "kubectl logs --tail=20 nginx", "kubectl logs --since=1h nginx", "kubectl logs job/hello"],
        Flags = flags => flags
            .Bool("all-containers", false, "Get all containers' logs in the pod(s).")
            .Bool("all-pods", false, "Get logs from all pod(s). Sets prefix to true.")
            .Text("container", "", "Print the logs of this container", 'c')
            .Bool("follow", false, "Specify if the logs should be streamed.", 'f')
            .Bool("ignore-errors", false, "If watching / following pod logs, allow for any errors that occur to be non-fatal")
            .Bool("insecure-skip-tls-verify-backend", false, "Skip verifying the identity of the kubelet that logs are requested from.")
            .Int("limit-bytes", 0, "Maximum bytes of logs to return. Defaults to no limit.")
            .Int("max-log-requests", 5, "Specify maximum number of concurrent logs to follow when using by a selector. Defaults to 5.")
            .Duration("pod-running-timeout", "20s", "The length of time to wait until at least one pod is running.")
            .Bool("prefix", false, "Prefix each log line with the log source (pod name and container name)")
            .Bool("previous", false, "If true, print the logs for the previous instance of the container in a pod if it exists.", 'p')
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Duration("since", "0s", "Only return logs newer than a relative duration like 5s, 2m, or 3h. Defaults to all logs.")
            .Text("since-time", "", "Only return logs after a specific date (RFC3339). Defaults to all logs.")
            .Int("tail", -1, "Lines of recent log file to display.")
            .Bool("timestamps", false, "Include timestamps on each line in the log output"),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        if (call.Args.Count == 0 && flags["selector"].Length == 0) throw call.UsageError(Usage);
        if (call.Args.Count > 2) throw call.UsageError(Usage);
        if (call.Args.Count > 0 && flags["selector"].Length > 0) throw call.UsageError("only a selector (-l) or a POD name is allowed");
        if (call.Args.Count == 2 && flags["container"].Length > 0) throw call.UsageError("only one of -c or an inline [CONTAINER] arg is allowed");
        var container = call.Args.Count == 2 ? call.Args[1] : flags["container"];
        var query = Query(call);
        if (container.Length > 0 && flags.Is("all-containers")) throw new KubectlError("--all-containers=true should not be specified with container name " + container);
        var targets = await TargetsAsync(call, container);
        if (targets.Count == 0)
        {
            call.Err($"No resources found in {call.Namespace} namespace.\n");
            return;
        }

        var max = flags.Number("max-log-requests");
        if (flags.Is("follow") && targets.Count > max)
            throw new KubectlError($"you are attempting to follow {targets.Count} log streams, but maximum allowed concurrency is {max}, use --max-log-requests to increase the limit");
        await CopyAsync(call, targets, query);
    }

    private static async Task CopyAsync(Invocation call, List<(string Path, string Pod, string Container)> targets, string query)
    {
        var prefixed = call.Flags.Is("prefix") || (call.Flags.Is("all-pods") && !call.Flags.Changed("prefix"));
        async Task One((string Path, string Pod, string Container) target)
        {
            try
            {
                await LogStream.CopyAsync(call, target.Path, target.Container, query, prefixed ? $"[pod/{target.Pod}/{target.Container}] " : "");
            }
            catch (StatusError error) when (call.Flags.Is("ignore-errors"))
            {
                call.Err($"error: {error.Message}\n");
            }
        }

        if (call.Flags.Is("follow") && targets.Count > 1) await Task.WhenAll(targets.Select(One));
        else foreach (var target in targets) await One(target);
    }

    private static async Task<List<(string Path, string Pod, string Container)>> TargetsAsync(Invocation call, string container)
    {
        var mapper = await call.MapperAsync();
        var pods = mapper.Require("pods");
        if (call.Flags["selector"].Length > 0)
        {
            var list = await call.Client.GetAsync($"{pods.Collection(call.Namespace)}?labelSelector={Uri.EscapeDataString(call.Flags["selector"])}");
            return [.. list.Items("items").OfType<JsonObject>().SelectMany(pod => OfPod(call, pods, pod, container))];
        }

        var word = call.Args[0];
        ResourceObject item;
        try
        {
            item = (await new ResourceQuery(call) { Args = word.Contains('/', StringComparison.Ordinal) ? [word] : ["pods", word] }.RunAsync()).OrThrow()[0];
        }
        catch (StatusError error) when (error.IsNotFound)
        {
            throw new KubectlError($"error from server (NotFound): {error.Message} in namespace {Api.GoText.Quote(call.Namespace)}");
        }

        if (item.Resource is { Group: "", Kind: "Pod" }) return [.. OfPod(call, pods, item.Value, container)];
        var selector = PodChoice.SelectorOf(item)
            ?? throw new KubectlError($"cannot get the logs from {PodChoice.GoType(item.Resource)}: selector for {PodChoice.GoType(item.Resource)} not implemented");
        var found = await PodChoice.FirstAsync(call, pods, item.Namespace, selector, call.Flags.Span("pod-running-timeout"));
        if (call.Flags.Is("all-pods")) return [.. found.SelectMany(pod => OfPod(call, pods, pod, container))];
        if (found.Count > 1) call.Err($"Found {found.Count} pods, using pod/{found[0].Name()}\n");
        return [.. OfPod(call, pods, found[0], container)];
    }

    private static IEnumerable<(string Path, string Pod, string Container)> OfPod(Invocation call, ApiResource pods, JsonObject pod, string container)
    {
        var path = pods.Path(pod.Namespace(), pod.Name());
        if (!call.Flags.Is("all-containers")) return [(path, pod.Name(), Containers.Choose(call, pod, container).Text("name"))];
        var names = pod.Items("spec", "initContainers").Concat(pod.Items("spec", "containers")).Concat(pod.Items("spec", "ephemeralContainers"));
        return names.Select(c => (path, pod.Name(), c.Text("name")));
    }

    private static string Query(Invocation call)
    {
        var flags = call.Flags;
        var query = "";
        if (flags.Is("follow")) query += "&follow=true";
        if (flags.Is("previous")) query += "&previous=true";
        if (flags.Is("timestamps")) query += "&timestamps=true";
        if (flags["since-time"].Length > 0)
        {
            if (!DateTimeOffset.TryParse(flags["since-time"], CultureInfo.InvariantCulture, out _) || flags["since-time"].Length < 20)
                throw new KubectlError($"parsing time {Api.GoText.Quote(flags["since-time"])} as \"2006-01-02T15:04:05Z07:00\": cannot parse {Api.GoText.Quote(flags["since-time"])} as \"2006\"");
            query += "&sinceTime=" + Uri.EscapeDataString(flags["since-time"]);
        }

        if (flags.Span("since") != TimeSpan.Zero)
        {
            if (flags["since-time"].Length > 0) throw new KubectlError("at most one of `sinceTime` or `sinceSeconds` may be specified");
            query += $"&sinceSeconds={(long)Math.Ceiling(flags.Span("since").TotalSeconds)}";
        }

        var tail = flags.Number("tail");
        if (tail < -1) throw new KubectlError("--tail must be greater than or equal to -1");
        if (flags["selector"].Length > 0 && !flags.Changed("tail") && !flags.Is("follow")) tail = 10;
        if (tail >= 0) query += $"&tailLines={tail}";
        if (flags.Changed("limit-bytes"))
        {
            if (flags.Number("limit-bytes") < 1) throw new KubectlError("--limit-bytes must be greater than 0");
            query += $"&limitBytes={flags.Number("limit-bytes")}";
        }

        return query;
    }
}
