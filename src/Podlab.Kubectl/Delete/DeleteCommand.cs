using System.Text;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Delete;

/// <summary><c>kubectl delete</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/delete/delete.go (v1.36.3).</remarks>
internal static class DeleteCommand
{
    private const string ForceWarning = "Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.";

    public static CommandSpec Spec { get; } = new("delete", "delete ([-f FILENAME] | [-k DIRECTORY] | TYPE [(NAME | -l label | --all)])", "Delete resources by file names, stdin, resources and names, or by resources and label selector")
    {
        Group = "Basic Commands (Intermediate)",
        Examples = ["kubectl delete -f ./pod.json", "kubectl delete pod,service baz foo", "kubectl delete pods,services -l name=myLabel", "kubectl delete pod foo --now", "kubectl delete pod foo --force", "kubectl delete pods --all"],
        Flags = flags => ManifestFiles.AddTo(flags
            .Bool("all", false, "Delete all resources, in the namespace of the specified resource types.")
            .Bool("all-namespaces", false, "If present, list the requested object(s) across all namespaces.", 'A')
            .Text("cascade", "background", "Must be \"background\", \"orphan\", or \"foreground\".", bare: "background")
            .Text("dry-run", "none", "Must be \"none\", \"server\", or \"client\".", bare: "unchanged")
            .Text("field-selector", "", "Selector (field query) to filter on.")
            .Bool("force", false, "If true, immediately remove resources from API and bypass graceful deletion.")
            .Int("grace-period", -1, "Period of time in seconds given to the resource to terminate gracefully.")
            .Bool("ignore-not-found", false, "Treat \"resource not found\" as a successful delete.")
            .Bool("interactive", false, "If true, delete resource only when user confirms.", 'i')
            .Bool("now", false, "If true, resources are signaled for immediate shutdown (same as --grace-period=1).")
            .Text("output", "", "Output mode. Use \"-o name\" for shorter output (resource/name).", 'o')
            .Text("raw", "", "Raw URI to DELETE to the server.")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Duration("timeout", "0s", "The length of time to wait before giving up on a delete, zero means determine a timeout from the size of the object.")
            .Bool("wait", true, "If true, wait for resources to be gone before returning."),
            "containing the resource to delete."),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        if (flags["raw"].Length > 0)
        {
            var answer = await call.Client.RawAsync("DELETE", flags["raw"]);
            call.Out(Encoding.UTF8.GetString(answer.Body.Span));
            return;
        }

        var files = ManifestFiles.Of(flags);
        var options = Options(call);
        var ignore = flags.Is("ignore-not-found") || (flags.Is("all") && !flags.Changed("ignore-not-found")) || (flags["selector"].Length > 0 && !flags.Changed("ignore-not-found"));
        var query = new ResourceQuery(call)
        {
            Files = files,
            LabelSelector = flags["selector"],
            FieldSelector = flags["field-selector"],
            All = flags.Is("all"),
            AllNamespaces = flags.Is("all-namespaces"),
            Latest = false,
        };
        if (flags.Is("all") && flags["selector"].Length > 0) throw new KubectlError("setting 'all' parameter but found a non empty selector. ");
        if (flags["output"] is not ("" or "name")) throw new KubectlError($"unexpected -o output mode: {flags["output"]}. We only support '-o name'");
        if (flags.Is("now") && flags.Changed("grace-period")) throw new KubectlError("--now and --grace-period cannot be specified together");
        if (flags.Is("force") && options.GracePeriodSeconds > 0) throw new KubectlError("--force and --grace-period greater than 0 cannot be specified together");
        if (options.GracePeriodSeconds == 0 && !flags.Is("force") && flags.Changed("grace-period") && flags.Is("wait")) options = options with { GracePeriodSeconds = 1 };
        if (flags.Is("force") && options.GracePeriodSeconds < 0) options = options with { GracePeriodSeconds = 0 };
        var set = await query.RunAsync();
        if (flags.Is("all-namespaces") && files.Any) throw new KubectlError("--all-namespaces and filenames cannot be specified together");
        if (options.GracePeriodSeconds == 0) call.Client.Warn([ForceWarning]);
        if (flags.Is("interactive") && !await ConfirmAsync(call, set)) return;
        await DeleteAsync(call, set, options, ignore);
    }

    private static async Task DeleteAsync(Invocation call, ResourceSet set, DeletionOptions options, bool ignore)
    {
        var flags = call.Flags;
        var deleted = new List<(ResourceObject Item, string Uid)>();
        var found = 0;
        var warnsOfScope = call.Session.NamespaceEnforced && !flags.Is("all-namespaces");
        await set.VisitAsync(async item =>
        {
            found++;
            if (!item.Resource.Namespaced && warnsOfScope)
            {
                call.Client.Warn(["deleting cluster-scoped resources, not scoped to the provided namespace"]);
                warnsOfScope = false;
            }

            if (options.DryRun == "client")
            {
                Report(call, item, options);
                return;
            }

            try
            {
                var uid = await Deletion.SendAsync(call.Client, item, options);
                Report(call, item, options);
                deleted.Add((item, uid));
            }
            catch (StatusError error)
            {
                if (ignore && error.IsNotFound) return;
                throw item.Blame("deleting", error);
            }
        });
        if (found == 0)
        {
            call.Out("No resources found\n");
            return;
        }

        if (!flags.Is("wait") || options.DryRun != "none") return;
        var timeout = flags.Span("timeout") == TimeSpan.Zero ? Deletion.Forever : flags.Span("timeout");
        foreach (var (item, uid) in deleted)
        {
            if (!await Deletion.WaitAsync(call.Client, item, uid, timeout)) throw new KubectlError($"timed out waiting for the condition on {item.Resource.Name}/{item.Name}");
        }
    }

    private static DeletionOptions Options(Invocation call)
    {
        var flags = call.Flags;
        var cascade = flags["cascade"] switch
        {
            "true" or "background" => "Background",
            "false" or "orphan" => "Orphan",
            "foreground" => "Foreground",
            var other => throw new KubectlError($"invalid cascade value ({other}). Must be \"background\", \"foreground\", or \"orphan\""),
        };
        return new DeletionOptions
        {
            Cascade = cascade,
            GracePeriodSeconds = flags.Is("now") ? 1 : flags.Number("grace-period"),
            DryRun = DryRunFlag.Of(call),
        };
    }

    /// <summary>Tells what was deleted: with its namespace, since one of the same name may live in another.</summary>
    public static void Report(Invocation call, ResourceObject item, DeletionOptions options)
    {
        if (call.Flags["output"] == "name")
        {
            call.Out($"{item.Display}\n");
            return;
        }

        var verb = options.GracePeriodSeconds == 0 ? "force deleted" : "deleted";
        var where = item.Namespace.Length > 0 ? $" from {item.Namespace} namespace" : "";
        call.Out($"{item.Resource.QualifiedKind} {GoText.Quote(item.Name)} {verb}{where}{DryRunFlag.Suffix(options.DryRun)}\n");
    }

    private static async Task<bool> ConfirmAsync(Invocation call, ResourceSet set)
    {
        if (set.Errors.Count > 0) ManyErrors.Throw(set.Errors);
        call.Out($"You are about to delete the following {set.Objects.Count} resource(s):\n");
        foreach (var item in set.Objects) call.Out($"{item.Display}\n");
        call.Out("Do you want to continue? (y/N): ");
        var answer = (await call.IO.ReadStdinAsync()).Split('\n')[0].Trim();
        if (answer.Equals("y", StringComparison.OrdinalIgnoreCase)) return true;
        call.Out("deletion is cancelled\n");
        return false;
    }
}
