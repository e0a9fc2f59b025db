using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Create;

/// <summary><c>kubectl create deployment</c>.</summary>
internal static class CreateDeployment
{
    public static CommandSpec Spec { get; } = new("deployment", "deployment NAME --image=image -- [COMMAND] [args...]", "Create a deployment with the specified name")
    {
        Aliases = ["deploy", "dep"],
        Examples = ["kubectl create deployment my-dep --image=busybox", "kubectl create deployment my-dep --image=busybox -- date", "kubectl create deployment my-dep --image=nginx --replicas=3", "kubectl create deployment my-dep --image=busybox --port=5701"],
        Flags = flags => CreateFlags.AddTo(flags
            .Slice("image", "Image names to run. A deployment can have multiple images set for multi-container pod.", required: true)
            .Int("port", -1, "The containerPort that this deployment exposes.")
            .Int("replicas", 1, "Number of replicas to create. Default is 1.", 'r')),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var names = call.DashAt < 0 ? call.Args : call.Args.Take(call.DashAt).ToList();
        var command = call.DashAt < 0 ? [] : call.Args.Skip(call.DashAt).ToList();
        if (names.Count != 1) throw call.UsageError($"exactly one NAME is required, got {names.Count}");
        var images = call.Flags.Values("image");
        if (images.Count > 1 && command.Count > 0) throw new KubectlError("cannot specify multiple --image options and command");
        var labels = new JsonObject { ["app"] = names[0] };
        var value = CreateFlags.Head(call, "apps/v1", "Deployment", names[0]);
        value.Ensure("metadata")["labels"] = labels;
        var spec = value.Ensure("spec");
        spec["replicas"] = call.Flags.Number("replicas");
        spec["selector"] = new JsonObject { ["matchLabels"] = labels.DeepClone() };
        spec["template"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["labels"] = labels.DeepClone() },
            ["spec"] = new JsonObject { ["containers"] = new JsonArray([.. images.Select(image => Container(image, command, call.Flags.Number("port")))]) },
        };
        spec["strategy"] = new JsonObject();
        value["status"] = new JsonObject();
        await CreateCommand.SubmitAsync(call, value, "failed to create deployment: ");
    }

    private static JsonNode Container(string image, List<string> command, long port)
    {
        var container = new JsonObject { ["name"] = ContainerName(image), ["image"] = image };
        if (command.Count > 0) container["command"] = new JsonArray([.. command.Select(c => (JsonNode)c)]);
        if (port >= 0) container["ports"] = new JsonArray(new JsonObject { ["containerPort"] = port });
        container["resources"] = new JsonObject();
        return container;
    }

    /// <summary>The image's last part, without tag and digest, as a container may be called.</summary>
    private static string ContainerName(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        var end = name.AsSpan().IndexOfAny(':', '@');
        if (end >= 0) name = name[..end];
        var clean = string.Concat(name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c == '-' ? c : '-')).Trim('-');
        return clean.Length == 0 ? "_" : clean.Length > 63 ? clean[..63] : clean;
    }
}
