using System.Text.Json.Nodes;
using Podlab.Kubectl.Apply;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Diff;

/// <summary><c>kubectl diff</c>: what apply would change.</summary>
/// <remarks>Follows kubectl/pkg/cmd/diff/diff.go (v1.36.3).</remarks>
internal static class DiffCommand
{
    public static CommandSpec Spec { get; } = new("diff", "diff -f FILENAME", "Diff the live version against a would-be applied version")
    {
        Group = "Advanced Commands",
        Examples = ["kubectl diff -f pod.json", "cat service.yaml | kubectl diff -f -"],
        Flags = flags => ManifestFiles.AddTo(flags
            .Int("concurrency", 1, "Number of objects to process in parallel when diffing against the live version.")
            .Text("field-manager", "kubectl-client-side-apply", "Name of the manager used to track field ownership.")
            .Bool("force-conflicts", false, "If true, server-side apply will force the changes against conflicts.")
            .Bool("prune", false, "Include resources that would be deleted by pruning.")
            .List("prune-allowlist", "Overwrite the default allowlist with <group/version/kind> for --prune")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Bool("server-side", false, "If true, apply runs in the server instead of the client.")
            .Bool("show-managed-fields", false, "If true, include managed fields in the diff."),
            "contains the configuration to diff"),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        if (call.Args.Count > 0) throw call.UsageError($"Unexpected args: [{string.Join(' ', call.Args)}]");
        var files = ManifestFiles.Of(call.Flags);
        files.Require();
        var set = await new ResourceQuery(call) { Files = files, Args = [], LabelSelector = call.Flags["selector"], Latest = false, Validate = true }.RunAsync();
        var differs = false;
        await set.VisitAsync(async item => differs |= await DiffAsync(call, item));
        if (differs) throw new QuietExit(1);
    }

    private static async Task<bool> DiffAsync(Invocation call, ResourceObject item)
    {
        var live = item.Name.Length == 0 ? null : await call.GetOrNullAsync(item.Path);
        JsonObject merged;
        if (live is null)
        {
            LastApplied.Set(item.Value);
            merged = await call.Client.PostAsync(item.Collection + WriteFlags.Query(call, "server"), item.Value);
        }
        else
        {
            var (patch, type) = Patcher.Make(live, LastApplied.Text(item.Value));
            merged = patch == "{}" ? live : await call.Client.PatchAsync(item.Path + WriteFlags.Query(call, "server"), patch, type);
        }

        var name = $"{item.Resource.GroupVersion.Replace('/', '.')}.{item.Resource.Kind}.{item.Namespace}.{item.Name}";
        var show = call.Flags.Is("show-managed-fields");
        var text = UnifiedDiff.Of($"/tmp/LIVE-1/{name}", $"/tmp/MERGED-1/{name}", Text(live, show), Text(merged, show), call.Clock.GetUtcNow());
        if (text.Length == 0) return false;
        call.Out($"diff -u -N /tmp/LIVE-1/{name} /tmp/MERGED-1/{name}\n{text}");
        return true;
    }

    private static string Text(JsonObject? value, bool managed)
    {
        if (value is null) return "";
        var copy = ManagedFields.Without(value, managed);
        if (copy.Text("kind") == "Secret") Mask(copy);
        return YamlPrinter.Text(copy);
    }

    private static void Mask(JsonObject secret)
    {
        foreach (var (key, _) in secret.Entries("data").ToList()) secret.Ensure("data")[key] = "***";
    }
}
