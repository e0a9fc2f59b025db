using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Apply;

/// <summary><c>kubectl apply</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/apply/apply.go (v1.36.3).</remarks>
internal static class ApplyCommand
{
    public static CommandSpec Spec { get; } = new("apply", "apply (-f FILENAME | -k DIRECTORY)", "Apply a configuration to a resource by file name or stdin")
    {
        Group = "Advanced Commands",
        Examples = ["kubectl apply -f ./pod.json", "kubectl apply -k dir/", "cat pod.json | kubectl apply -f -", "kubectl apply --prune -f manifest.yaml -l app=nginx", "kubectl apply --prune -f manifest.yaml --all --prune-allowlist=core/v1/ConfigMap"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddValidate(WriteFlags.AddTo(ManifestFiles.AddTo(flags
            .Bool("all", false, "Select all resources in the namespace of the specified resource types.")
            .Text("applyset", "", "The name of the ApplySet that tracks which resources are being managed.")
            .Text("cascade", "background", "Must be \"background\", \"orphan\", or \"foreground\".", bare: "background")
            .Bool("force", false, "If true, immediately remove resources from API and bypass graceful deletion.")
            .Bool("force-conflicts", false, "If true, server-side apply will force the changes against conflicts.")
            .Int("grace-period", -1, "Period of time in seconds given to the resource to terminate gracefully.")
            .Bool("openapi-patch", true, "If true, use openapi to calculate diff when the openapi presents.")
            .Bool("overwrite", true, "Automatically resolve conflicts between the modified and live configuration.")
            .Bool("prune", false, "Automatically delete resource objects, that do not appear in the configs and are created by either apply or create --save-config.")
            .List("prune-allowlist", "Overwrite the default allowlist with <group/version/kind> for --prune")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Bool("server-side", false, "If true, apply runs in the server instead of the client.")
            .Text("subresource", "", "If specified, apply will operate on the subresource of the requested object.")
            .Duration("timeout", "0s", "The length of time to wait before giving up on a delete.")
            .Bool("wait", false, "If true, wait for resources to be gone before returning."),
            "The files that contain the configurations to apply."), "kubectl-client-side-apply"))),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        if (call.Args.Count > 0) throw call.UsageError($"Unexpected args: [{string.Join(' ', call.Args)}]");
        var files = ManifestFiles.Of(call.Flags);
        files.Require();
        var run = new ApplyRun(call);
        run.Validate();
        var set = await new ResourceQuery(call) { Files = files, Args = [], LabelSelector = call.Flags["selector"], Latest = false, Validate = !WriteFlags.Validation(call.Flags).Equals("Ignore", StringComparison.Ordinal) }.RunAsync();
        // Errors in reading are told first, those in applying after them.
        if (set.Objects.Count == 0 && set.Errors.Count == 0) throw new KubectlError("no objects passed to apply");
        await set.VisitAsync(run.ApplyAsync);
        await run.FinishAsync();
    }
}
