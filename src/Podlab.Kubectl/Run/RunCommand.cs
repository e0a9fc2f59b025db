using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Run;

/// <summary><c>kubectl run</c>: one pod from flags.</summary>
/// <remarks>Follows kubectl/pkg/cmd/run/run.go (v1.36.3).</remarks>
internal static partial class RunCommand
{
    public static CommandSpec Spec { get; } = new("run", "run NAME --image=image [--env=\"key=value\"] [--port=port] [--dry-run=server|client] [--overrides=inline-json] [--command] -- [COMMAND] [args...]", "Run a particular image on the cluster")
    {
        Group = "Basic Commands (Beginner)",
        Examples = ["kubectl run nginx --image=nginx", "kubectl run hazelcast --image=hazelcast/hazelcast --port=5701", "kubectl run nginx --image=nginx --dry-run=client", "kubectl run -i -t busybox --image=busybox --restart=Never"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddTo(flags
            .List("annotations", "Annotations to apply to the pod.")
            .Bool("attach", false, "If true, wait for the Pod to start running, and then attach to the Pod.")
            .Bool("command", false, "If true and extra arguments are present, use them as the 'command' field in the container.")
            .List("env", "Environment variables to set in the container.")
            .Bool("expose", false, "If true, create a ClusterIP service associated with the pod. Requires `--port`.")
            .Bool("force", false, "If true, immediately remove resources from API and bypass graceful deletion.")
            .Int("grace-period", -1, "Period of time in seconds given to the resource to terminate gracefully.")
            .Text("image", "", "The image for the container to run.", required: true)
            .Text("image-pull-policy", "", "The image pull policy for the container.")
            .Text("labels", "", "Comma separated labels to apply to the pod.", 'l')
            .Bool("leave-stdin-open", false, "If the pod is started in interactive mode or with stdin, leave stdin open after the first attach completes.")
            .Text("override-type", "merge", "The method used to override the generated object: json, merge, or strategic.")
            .Text("overrides", "", "An inline JSON override for the generated object.")
            .Duration("pod-running-timeout", "1m0s", "The length of time to wait until at least one pod is running.")
            .Text("port", "", "The port that this container exposes.")
            .Bool("privileged", false, "If true, run the container in privileged mode.")
            .Bool("quiet", false, "If true, suppress prompt messages.", 'q')
            .Text("restart", "Always", "The restart policy for this Pod. Legal values [Always, OnFailure, Never].")
            .Bool("rm", false, "If true, delete the pod after it exits.")
            .Bool("save-config", false, "If true, the configuration of current object will be saved in its annotation.")
            .Bool("stdin", false, "Keep stdin open on the container in the pod, even if nothing is attached.", 'i')
            .Duration("timeout", "0s", "The length of time to wait before giving up on a delete.")
            .Bool("tty", false, "Allocate a TTY for the container in the pod.", 't')
            .Bool("wait", false, "If true, wait for resources to be gone before returning."), "kubectl-run")),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        if (call.Args.Count == 0 || call.DashAt == 0) throw call.UsageError("NAME is required for run");
        if (flags["image"].Length == 0) throw new KubectlError("--image is required");
        if (!ImageName().IsMatch(flags["image"])) throw new KubectlError($"Invalid image name {GoText.Quote(flags["image"])}: invalid reference format");
        if (flags.Is("tty") && !flags.Is("stdin")) throw call.UsageError("-i/--stdin is required for containers with -t/--tty=true");
        if (flags.Is("expose") && flags["port"].Length == 0) throw call.UsageError("--port must be set when exposing a service");
        var dryRun = DryRunFlag.Of(call);
        if (flags["restart"] is not ("" or "Always" or "OnFailure" or "Never")) throw call.UsageError($"invalid restart policy: {flags["restart"]}");
        var attach = flags.Changed("attach") ? flags.Is("attach") : flags.Is("stdin");
        if (!attach && flags.Is("rm")) throw call.UsageError("--rm should only be used for attached containers");
        if (attach && dryRun != "none") throw call.UsageError("--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)");
        if (flags["image-pull-policy"] is not ("" or "Always" or "IfNotPresent" or "Never")) throw call.UsageError($"invalid image pull policy: {flags["image-pull-policy"]}");

        var pod = Override.Apply(RunPod.Generate(call), flags["overrides"], flags["override-type"]);
        var created = new List<ResourceObject>();
        if (dryRun != "client") pod = await SubmitAsync(call, pod, dryRun, created);
        var service = flags.Is("expose") ? Service(call, pod) : null;
        if (service is not null && dryRun != "client") service = await SubmitAsync(call, service, dryRun, created);
        if (attach)
        {
            await new RunAttached(call, created[0]).RunAsync();
            return;
        }

        var printer = new OutputFormat(call).Printer("created" + DryRunFlag.Suffix(dryRun), typed: dryRun == "client");
        if (service is not null)
        {
            call.Out(printer.Print(service));
            if (call.Flags["output"] == "yaml") call.Out("---\n");
        }

        call.Out(printer.Print(pod));
    }

    private static async Task<JsonObject> SubmitAsync(Invocation call, JsonObject value, string dryRun, List<ResourceObject> created)
    {
        var (group, version) = ManifestReader.GroupVersion(value.Text("apiVersion"));
        var resource = (await call.MapperAsync()).ForKind(group, version, value.Text("kind"))
            ?? throw new KubectlError($"no matches for kind {GoText.Quote(value.Text("kind"))} in version {GoText.Quote(value.Text("apiVersion"))}");
        if (call.Flags.Is("save-config")) Apply.LastApplied.Set(value);
        var answer = await call.Client.PostAsync(resource.Collection(call.Namespace) + WriteFlags.Query(call, dryRun), value);
        created.Add(new ResourceObject(resource, call.Namespace, answer.Name(), answer));
        return answer;
    }

    private static JsonObject Service(Invocation call, JsonObject pod)
    {
        var port = RunPod.Port(call.Flags["port"]);
        var service = CreateFlags.Head(call, "v1", "Service", pod.Name());
        service["spec"] = new JsonObject
        {
            ["ports"] = new JsonArray(new JsonObject { ["protocol"] = "TCP", ["port"] = port, ["targetPort"] = port }),
            ["selector"] = pod.At("metadata", "labels")?.DeepClone(),
        };
        service["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        return service;
    }

    // The grammar of github.com/distribution/reference: host and path, then a tag, then a digest.
    [GeneratedRegex(@"^(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*(?::[0-9]+)?/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$")]
    internal static partial Regex ImageName();
}
