using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Set;

/// <summary><c>kubectl set image</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/set/set_image.go (v1.36.3).</remarks>
internal static class SetImage
{
    public static async Task RunAsync(Invocation call)
    {
        var pairs = call.Args.Where(a => a.Contains('=', StringComparison.Ordinal)).Select(a => a.Split('=', 2)).ToList();
        var args = call.Args.Where(a => !a.Contains('=', StringComparison.Ordinal)).ToList();
        if (args.Count == 0 && !Resources.ManifestFiles.Of(call.Flags).Any) throw new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
        if (pairs.Count == 0) throw new KubectlError("at least one image update is required");
        if (pairs.Count > 1 && pairs.Exists(p => p[0] == "*")) throw new KubectlError("all containers are already specified by *, but saw more than one container_name=container_image pairs");
        await new TemplateChange(call, "image updated").RunAsync(args, (item, changed) =>
        {
            var spec = TemplateChange.PodSpec(changed) ?? throw new KubectlError($"{item.Display}: the object is not a pod or does not have a pod template");
            foreach (var pair in pairs)
            {
                var containers = spec.Items("initContainers").Concat(spec.Items("containers")).OfType<System.Text.Json.Nodes.JsonObject>().Where(c => pair[0] == "*" || c.Text("name") == pair[0]).ToList();
                if (containers.Count == 0) throw new KubectlError($"unable to find container named {GoText.Quote(pair[0])}");
                foreach (var container in containers) container["image"] = pair[1];
            }

            return Task.CompletedTask;
        });
    }
}
