using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Run;

/// <summary>The pod that the flags of <c>run</c> describe.</summary>
/// <remarks>Follows kubectl/pkg/generate/versioned/run.go (v1.36.3).</remarks>
internal static class RunPod
{
    public static JsonObject Generate(Invocation call)
    {
        var flags = call.Flags;
        var name = call.Args[0];
        var pod = CreateFlags.Head(call, "v1", "Pod", name);
        var metadata = pod.Ensure("metadata");
        var annotations = Pairs(flags.Values("annotations").SelectMany(FlagSyntax.SplitCommas), a => $"unexpected annotation spec: {a}");
        var labels = flags["labels"].Length == 0 ? new JsonObject { ["run"] = name } : Pairs(flags["labels"].Split(','), l => $"unexpected label spec: {l}");
        metadata["labels"] = NameHash.Sorted(labels);
        if (annotations.Count > 0) metadata["annotations"] = NameHash.Sorted(annotations);
        var spec = pod.Ensure("spec");
        spec["containers"] = new JsonArray(Container(call, name));
        spec["restartPolicy"] = flags["restart"].Length == 0 ? "Always" : flags["restart"];
        spec["dnsPolicy"] = "ClusterFirst";
        pod["status"] = new JsonObject();
        return pod;
    }

    /// <exception cref="KubectlError">The text is no number.</exception>
    public static long Port(string text) =>
        FlagSyntax.CheckInt(text, "Atoi") is { } wrong ? throw new KubectlError(wrong) : long.Parse(text, CultureInfo.InvariantCulture);

    private static JsonObject Container(Invocation call, string name)
    {
        var flags = call.Flags;
        var container = new JsonObject { ["name"] = name, ["image"] = flags["image"] };
        var words = call.Args.Skip(1).ToList();
        if (words.Count > 0) container[flags.Is("command") ? "command" : "args"] = new JsonArray([.. words.Select(w => (JsonNode)w)]);
        if (flags["port"].Length > 0) container["ports"] = new JsonArray(new JsonObject { ["containerPort"] = Port(flags["port"]) });
        var env = new JsonArray();
        foreach (var variable in flags.Values("env"))
        {
            var equals = variable.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1 || !KeyValueSources.IsVariable(variable[..equals])) throw new KubectlError($"invalid env: {variable}");
            var entry = new JsonObject { ["name"] = variable[..equals] };
            if (equals < variable.Length - 1) entry["value"] = variable[(equals + 1)..];
            env.Add(entry);
        }

        if (env.Count > 0) container["env"] = env;
        container["resources"] = new JsonObject();
        if (flags["image-pull-policy"].Length > 0) container["imagePullPolicy"] = flags["image-pull-policy"];
        if (flags.Is("privileged")) container["securityContext"] = new JsonObject { ["privileged"] = true };
        if (flags.Is("stdin")) container["stdin"] = true;
        if (flags.Is("stdin") && !flags.Is("leave-stdin-open")) container["stdinOnce"] = true;
        if (flags.Is("tty")) container["tty"] = true;
        return container;
    }

    private static JsonObject Pairs(IEnumerable<string> specs, Func<string, string> complaint)
    {
        var pairs = new JsonObject();
        foreach (var spec in specs)
        {
            var equals = spec.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new KubectlError(complaint(spec));
            pairs[spec[..equals]] = spec[(equals + 1)..];
        }

        return pairs;
    }
}
