using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Exec;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Debug;

/// <summary><c>kubectl debug</c>: an ephemeral container in a pod, a changed copy of it, or a pod on a node.</summary>
/// <remarks>Follows kubectl/pkg/cmd/debug/debug.go (v1.36.3).</remarks>
internal static class DebugCommand
{
    private const string Alphabet = "bcdfghjklmnpqrstvwxz2456789";
    private static readonly string[] Profiles = ["legacy", "general", "baseline", "netadmin", "restricted", "sysadmin"];

    public static CommandSpec Spec { get; } = new("debug", "debug (POD | TYPE[[.VERSION].GROUP]/NAME) [ -- COMMAND [args...] ]", "Create debugging sessions for troubleshooting workloads and nodes")
    {
        Group = "Troubleshooting and Debugging Commands",
        Examples = ["kubectl debug mypod -it --image=busybox", "kubectl debug --image=myproj/debug-tools -c debugger mypod", "kubectl debug mypod -it --image=busybox --copy-to=my-debugger", "kubectl debug node/mynode -it --image=busybox"],
        Flags = flags => flags
            .Bool("arguments-only", false, "If specified, everything after -- will be passed to the new container as Args instead of Command.")
            .Bool("attach", false, "If true, wait for the container to start running, and then attach.")
            .Text("container", "", "Container name to use for debug container.", 'c')
            .Text("copy-to", "", "Create a copy of the target Pod with this name.")
            .List("env", "Environment variables to set in the container.")
            .Text("image", "", "Container image to use for debug container.")
            .Text("image-pull-policy", "", "The image pull policy for the container.")
            .Bool("keep-annotations", false, "If true, keep the original pod annotations.")
            .Bool("keep-labels", false, "If true, keep the original pod labels.")
            .Text("profile", "general", "Options are \"legacy\", \"general\", \"baseline\", \"netadmin\", \"restricted\" or \"sysadmin\".")
            .Bool("quiet", false, "If true, suppress informational messages.", 'q')
            .Bool("replace", false, "When used with '--copy-to', delete the original Pod.")
            .Bool("same-node", false, "When used with '--copy-to', schedule the copy of target Pod on the same node.")
            .List("set-image", "When used with '--copy-to', a list of name=image pairs for changing container images.")
            .Bool("share-processes", true, "When used with '--copy-to', enable process namespace sharing in the copy.")
            .Bool("stdin", false, "Keep stdin open on the container(s) in the pod, even if nothing is attached.", 'i')
            .Text("target", "", "When using an ephemeral container, target processes in this container name.")
            .Bool("tty", false, "Allocate a TTY for the debugging container.", 't'),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        var targets = call.DashAt < 0 ? call.Args : call.Args.Take(call.DashAt).ToList();
        if (targets.Count == 0) throw new KubectlError("NAME or TYPE/NAME is required for debug");
        if (flags["image"].Length == 0 && flags["copy-to"].Length == 0) throw new KubectlError("you must specify --image when not using --copy-to.");
        if (!Profiles.Contains(flags["profile"], StringComparer.Ordinal)) throw new KubectlError($"unknown profile: {flags["profile"]}");
        if (flags.Is("tty") && !flags.Is("stdin")) throw new KubectlError("-i/--stdin is required for containers with -t/--tty=true");
        if (flags["target"].Length > 0 && flags["copy-to"].Length > 0) throw new KubectlError("--target is incompatible with --copy-to. Use --share-processes instead.");
        var set = await new ResourceQuery(call) { Args = targets[0].Contains('/', StringComparison.Ordinal) ? targets : ["pods", .. targets] }.RunAsync();
        await set.VisitAsync(async item =>
        {
            var (pod, container) = item.Resource.Kind switch
            {
                "Pod" when flags["copy-to"].Length > 0 => await CopyAsync(call, item),
                "Pod" => await EphemeralAsync(call, item),
                "Node" => await OnNodeAsync(call, item),
                _ => throw new KubectlError($"{item.Resource.QualifiedKind} not supported by debug"),
            };
            if (!(flags.Changed("attach") ? flags.Is("attach") : flags.Is("stdin"))) return;
            await ObjectWaiting.UntilAsync(call, pod, p => Started(p, container), TimeSpan.FromMinutes(5));
            await Streams.AttachAsync(call, pod.Name, container, flags.Is("stdin"), flags.Is("tty"), flags.Is("quiet"));
        });
    }

    private static async Task<(ResourceObject Pod, string Container)> EphemeralAsync(Invocation call, ResourceObject pod)
    {
        var container = Container(call, pod.Value, ephemeral: true);
        var changed = pod.Value.Copy();
        changed.Ensure("spec").EnsureList("ephemeralContainers").Add(container);
        var (patch, type) = LocalPatch.Between(pod.Value, changed);
        try
        {
            pod.Take(await call.Client.PatchAsync(pod.Path + "/ephemeralcontainers", patch, type));
        }
        catch (StatusError error) when (error.IsNotFound && error.Status.Text("details", "name").Length == 0)
        {
            throw new KubectlError($"ephemeral containers are disabled for this cluster (error from server: {Api.GoText.Quote(error.Message)})");
        }

        return (pod, container.Text("name"));
    }

    private static async Task<(ResourceObject Pod, string Container)> CopyAsync(Invocation call, ResourceObject pod)
    {
        var flags = call.Flags;
        var spec = (JsonObject)pod.Value.At("spec")!.DeepClone();
        spec.Remove("ephemeralContainers");
        if (!flags.Is("same-node")) spec.Remove("nodeName");
        if (flags.Is("share-processes")) spec["shareProcessNamespace"] = true;
        var name = "";
        foreach (var pair in flags.Values("set-image").SelectMany(s => s.Split(',')).Select(s => s.Split('=', 2)).Where(p => p.Length == 2))
            foreach (var changed in spec.Items("containers").OfType<JsonObject>().Where(c => pair[0] == "*" || c.Text("name") == pair[0])) changed["image"] = pair[1];
        if (flags["image"].Length > 0)
        {
            if (spec.Items("containers").OfType<JsonObject>().FirstOrDefault(c => c.Text("name") == flags["container"]) is { } existing)
            {
                existing["image"] = flags["image"];
                name = existing.Text("name");
            }
            else
            {
                var added = Container(call, pod.Value, ephemeral: false);
                name = added.Text("name");
                spec.EnsureList("containers").Add(added);
            }
        }

        var metadata = new JsonObject { ["name"] = flags["copy-to"], ["namespace"] = pod.Namespace };
        if (flags.Is("keep-labels") && pod.Value.At("metadata", "labels") is { } labels) metadata["labels"] = labels.DeepClone();
        if (flags.Is("keep-annotations") && pod.Value.At("metadata", "annotations") is { } annotations) metadata["annotations"] = annotations.DeepClone();
        var copy = await call.Client.PostAsync(pod.Collection, new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Pod", ["metadata"] = metadata, ["spec"] = spec });
        if (flags.Is("replace")) await Kubectl.Delete.Deletion.SendAsync(call.Client, pod, new Kubectl.Delete.DeletionOptions());
        return (new ResourceObject(pod.Resource, pod.Namespace, copy.Name(), copy), name);
    }

    private static async Task<(ResourceObject Pod, string Container)> OnNodeAsync(Invocation call, ResourceObject node)
    {
        var pods = (await call.MapperAsync()).Require("pods");
        var container = Container(call, node.Value, ephemeral: false, named: false);
        container["volumeMounts"] = new JsonArray(new JsonObject { ["name"] = "host-root", ["mountPath"] = "/host" });
        var name = $"node-debugger-{node.Name}-{Suffix(node.Value)}";
        call.Out($"Creating debugging pod {name} with container {container.Text("name")} on node {node.Name}.\n");
        var pod = await call.Client.PostAsync(pods.Collection(call.Namespace), new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["app.kubernetes.io/managed-by"] = "kubectl-debug" } },
            ["spec"] = new JsonObject
            {
                ["containers"] = new JsonArray(container),
                ["hostIPC"] = true,
                ["hostNetwork"] = true,
                ["hostPID"] = true,
                ["nodeName"] = node.Name,
                ["restartPolicy"] = "Never",
                ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
                ["volumes"] = new JsonArray(new JsonObject { ["name"] = "host-root", ["hostPath"] = new JsonObject { ["path"] = "/" } }),
            },
        });
        return (new ResourceObject(pods, call.Namespace, pod.Name(), pod), container.Text("name"));
    }

    private static JsonObject Container(Invocation call, JsonObject owner, bool ephemeral, bool named = true)
    {
        var flags = call.Flags;
        if (ephemeral && flags["target"].Length > 0 && !flags.Is("quiet"))
            call.Out($"Targeting container {Api.GoText.Quote(flags["target"])}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n");
        var name = flags["container"].Length > 0 ? flags["container"] : named ? "debugger-" + Suffix(owner) : "debugger";
        if (flags["container"].Length == 0 && named && !flags.Is("quiet")) call.Out($"Defaulting debug container name to {name}.\n");
        var container = new JsonObject { ["name"] = name, ["image"] = flags["image"], ["terminationMessagePolicy"] = "File" };
        if (flags["image-pull-policy"].Length > 0) container["imagePullPolicy"] = flags["image-pull-policy"];
        var command = call.DashAt < 0 ? [] : call.Args.Skip(call.DashAt).ToList();
        if (command.Count > 0) container[flags.Is("arguments-only") ? "args" : "command"] = new JsonArray([.. command.Select(c => (JsonNode)c)]);
        if (flags.Is("stdin")) container["stdin"] = true;
        if (flags.Is("tty")) container["tty"] = true;
        if (ephemeral && flags["target"].Length > 0) container["targetContainerName"] = flags["target"];
        if (flags["profile"] == "general") container["securityContext"] = new JsonObject { ["capabilities"] = new JsonObject { ["add"] = new JsonArray("SYS_PTRACE") } };
        return container;
    }

    private static bool Started(JsonObject pod, string container) =>
        pod.Items("status", "ephemeralContainerStatuses").Concat(pod.Items("status", "containerStatuses")).Any(s => s.Text("name") == container && (s.Has("state", "running") || s.Has("state", "terminated")));

    /// <summary>Five characters that differ from one debug container to the next, and are the same in each run.</summary>
    private static string Suffix(JsonObject owner)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{owner.Text("metadata", "uid")}/{owner.Count("spec", "ephemeralContainers")}/{owner.Text("metadata", "resourceVersion")}"));
        return string.Concat(hash.Take(5).Select(b => Alphabet[b % Alphabet.Length]));
    }
}
