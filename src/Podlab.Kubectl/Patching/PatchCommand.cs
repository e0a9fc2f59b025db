using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Api.Patches;
using Podlab.Api.Yaml;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Patching;

/// <summary><c>kubectl patch</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/patch/patch.go (v1.36.3).</remarks>
internal static class PatchCommand
{
    public static CommandSpec Spec { get; } = new("patch", "patch (-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]", "Update fields of a resource")
    {
        Group = "Advanced Commands",
        Examples = ["kubectl patch node k8s-node-1 -p '{\"spec\":{\"unschedulable\":true}}'", "kubectl patch -f node.json -p '{\"spec\":{\"unschedulable\":true}}'", "kubectl patch deployment nginx-deployment --subresource='scale' --type='merge' -p '{\"spec\":{\"replicas\":2}}'"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddTo(ManifestFiles.AddTo(flags
            .Bool("local", false, "If true, patch will operate on the content of the file, not the server-side resource.")
            .Text("patch", "", "The patch to be applied to the resource JSON file.", 'p')
            .Text("patch-file", "", "A file containing a patch to be applied to the resource.")
            .Text("subresource", "", "If specified, patch will operate on the subresource of the requested object.")
            .Text("type", "strategic", "The type of patch being provided; one of [json merge strategic]"),
            "identifying the resource to update"), "kubectl-patch")),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        if (flags["patch"].Length > 0 && flags["patch-file"].Length > 0) throw new KubectlError("cannot specify --patch and --patch-file together");
        if (flags["patch"].Length == 0 && flags["patch-file"].Length == 0) throw new KubectlError("must specify --patch or --patch-file containing the contents of the patch");
        if (flags.Is("local") && call.Args.Count > 0) throw new KubectlError("cannot specify --local and server resources");
        if (flags["type"].ToLowerInvariant() is not ("json" or "merge" or "strategic")) throw new KubectlError($"--type must be one of [json merge strategic], not {GoText.Quote(flags["type"])}");
        var (type, contentType) = flags["type"].ToLowerInvariant() switch
        {
            "json" => (PatchType.Json, LocalPatch.Json),
            "merge" => (PatchType.Merge, LocalPatch.Merge),
            _ => (PatchType.Strategic, LocalPatch.Strategic),
        };
        var patch = AsJson(flags["patch"].Length > 0 ? flags["patch"] : ReadFile(call, flags["patch-file"]));
        var dryRun = DryRunFlag.Of(call);
        var set = await new ResourceQuery(call) { Files = ManifestFiles.Of(flags), Local = flags.Is("local"), Subresource = flags["subresource"] }.RunAsync();
        var count = 0;
        await set.VisitAsync(async item =>
        {
            count++;
            var subresource = flags["subresource"].Length > 0 ? "/" + flags["subresource"] : "";
            var patched = flags.Is("local") || dryRun == "client"
                ? LocalPatch.Apply(type, item.Value, patch)
                : await call.Client.PatchAsync(item.Path + subresource + WriteFlags.Query(call, dryRun), patch, contentType);
            var changed = !JsonNode.DeepEquals(Bare(item.Value), Bare(patched));
            var operation = (changed ? "patched" : "patched (no change)") + DryRunFlag.Suffix(dryRun == "server" ? "none" : dryRun);
            call.Out(new OutputFormat(call).Printer(operation).Print(patched));
        });
        if (count == 0) throw new KubectlError("no objects passed to patch");
    }

    private static JsonObject Bare(JsonObject value) => ManagedFields.Without(value, show: false);

    private static string ReadFile(Invocation call, string path) => call.IO.Files.FileExists(path)
        ? Encoding.UTF8.GetString(call.IO.Files.Read(path))
        : throw new KubectlError($"unable to read patch file: open {path}: no such file or directory");

    /// <summary>Patches may be YAML; what begins like JSON goes to the server as it is.</summary>
    private static string AsJson(string patch)
    {
        if (patch.TrimStart().StartsWith('{')) return patch;
        var document = YamlReader.Read(patch);
        if (document.Error is { } error) throw new KubectlError($"unable to parse {GoText.Quote(patch)}: {error.LibraryMessage}");
        return Encoding.UTF8.GetString(document.Json.Span);
    }
}
