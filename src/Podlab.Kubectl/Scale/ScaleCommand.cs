using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Scale;

/// <summary><c>kubectl scale</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/scale/scale.go (v1.36.3).</remarks>
internal static class ScaleCommand
{
    public static CommandSpec Spec { get; } = new("scale", "scale [--resource-version=version] [--current-replicas=count] --replicas=COUNT (-f FILENAME | TYPE NAME)", "Set a new size for a deployment, replica set, or replication controller")
    {
        Group = "Deploy Commands",
        Examples = ["kubectl scale --replicas=3 rs/foo", "kubectl scale --replicas=3 -f foo.yaml", "kubectl scale --current-replicas=2 --replicas=3 deployment/mysql", "kubectl scale --replicas=3 statefulset/web"],
        Flags = flags => OutputFormat.AddTo(DryRunFlag.AddTo(ManifestFiles.AddTo(flags
            .Bool("all", false, "Select all resources in the namespace of the specified resource types")
            .Int("current-replicas", -1, "Precondition for current size.")
            .Int("replicas", 0, "The new desired number of replicas. Required.")
            .Text("resource-version", "", "Precondition for resource version.")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Duration("timeout", "0s", "The length of time to wait before giving up on a scale operation, zero means don't wait."),
            "identifying the resource to set a new size"))),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        if (!flags.Changed("replicas")) throw new CommandError("error: required flag(s) \"replicas\" not set");
        var replicas = flags.Number("replicas");
        if (replicas < 0) throw new KubectlError("The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0");
        if (flags.Number("current-replicas") < -1) throw new KubectlError("The --current-replicas must specify an integer of -1 or greater");
        var dryRun = DryRunFlag.Of(call);
        var set = await new ResourceQuery(call) { Files = ManifestFiles.Of(flags), LabelSelector = flags["selector"], All = flags.Is("all") }.RunAsync();
        if (flags["resource-version"].Length > 0 && set.Objects.Count > 1) throw new KubectlError("cannot use --resource-version with multiple resources");
        var printer = new OutputFormat(call).Printer("scaled" + DryRunFlag.Suffix(dryRun));
        var count = 0;
        await set.VisitAsync(async item =>
        {
            count++;
            if (dryRun != "client") await ScaleAsync(call, item, replicas, dryRun);
            if (flags.Span("timeout") != TimeSpan.Zero)
                await ObjectWaiting.UntilAsync(call, item, v => (v.Number("status", "replicas") ?? 0) == replicas && (v.Number("status", "observedGeneration") ?? 0) >= (v.Number("metadata", "generation") ?? 0), flags.Span("timeout"));
            call.Out(printer.Print(item.Value));
        });
        if (count == 0) throw new KubectlError("no objects passed to scale");
    }

    private static async Task ScaleAsync(Invocation call, ResourceObject item, long replicas, string dryRun)
    {
        var path = item.Path + "/scale";
        var expected = call.Flags.Number("current-replicas");
        var version = call.Flags["resource-version"];
        var query = dryRun == "server" ? "?dryRun=All" : "";
        if (expected < 0 && version.Length == 0)
        {
            await call.Client.PatchAsync(path + query, JsonText.Compact(new JsonObject { ["spec"] = new JsonObject { ["replicas"] = replicas } }), LocalPatch.Merge);
            return;
        }

        var scale = await call.Client.GetAsync(path);
        var actual = scale.Number("spec", "replicas") ?? 0;
        if (expected >= 0 && actual != expected) throw new KubectlError(string.Create(CultureInfo.InvariantCulture, $"Expected replicas to be {expected}, was {actual}"));
        if (version.Length > 0 && scale.Text("metadata", "resourceVersion") != version) throw new KubectlError($"Expected resource version to be {version}, was {scale.Text("metadata", "resourceVersion")}");
        scale.Ensure("spec")["replicas"] = replicas;
        await call.Client.PutAsync(path + query, scale);
    }
}
