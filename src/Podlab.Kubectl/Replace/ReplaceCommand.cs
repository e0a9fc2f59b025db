using System.Text;
using Podlab.Kubectl.Apply;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Delete;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Replace;

/// <summary><c>kubectl replace</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/replace/replace.go (v1.36.3).</remarks>
internal static class ReplaceCommand
{
    public static CommandSpec Spec { get; } = new("replace", "replace -f FILENAME", "Replace a resource by file name or stdin")
    {
        Group = "Advanced Commands",
        Examples = ["kubectl replace -f ./pod.json", "kubectl get pod mypod -o yaml | sed 's/\\(image: myimage\\):.*$/\\1:v4/' | kubectl replace -f -", "kubectl replace --force -f ./pod.json"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddValidate(WriteFlags.AddTo(ManifestFiles.AddTo(flags
            .Text("cascade", "background", "Must be \"background\", \"orphan\", or \"foreground\".", bare: "background")
            .Bool("force", false, "If true, immediately remove resources from API and bypass graceful deletion.")
            .Int("grace-period", -1, "Period of time in seconds given to the resource to terminate gracefully.")
            .Text("raw", "", "Raw URI to PUT to the server.")
            .Bool("save-config", false, "If true, the configuration of current object will be saved in its annotation.")
            .Text("subresource", "", "If specified, replace will operate on the subresource of the requested object.")
            .Duration("timeout", "0s", "The length of time to wait before giving up on a delete.")
            .Bool("wait", false, "If true, wait for resources to be gone before returning."),
            "The files that contain the configurations to replace."), "kubectl-replace"))),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        var files = ManifestFiles.Of(flags);
        if (flags["raw"].Length > 0)
        {
            if (files.Files.Count != 1) throw new KubectlError("--raw can only use a single local file or stdin");
            var body = files.Files[0] == "-" ? Encoding.UTF8.GetBytes(await call.IO.ReadStdinAsync()) : call.IO.Files.Read(files.Files[0]);
            call.Out(Encoding.UTF8.GetString((await call.Client.RawAsync("PUT", flags["raw"], body)).Body.Span));
            return;
        }

        files.Require();
        if (call.Args.Count > 0) throw call.UsageError($"Unexpected args: [{string.Join(' ', call.Args)}]");
        if (flags.Number("grace-period") >= 0 && !flags.Is("force")) throw new KubectlError("--grace-period must have --force specified");
        if (flags.Span("timeout") != TimeSpan.Zero && !flags.Is("force")) throw new KubectlError("--timeout must have --force specified");
        var dryRun = DryRunFlag.Of(call);
        var set = await new ResourceQuery(call) { Files = files, Args = [], Latest = false, Validate = true }.RunAsync();
        var printer = new OutputFormat(call).Printer("replaced" + DryRunFlag.Suffix(dryRun));
        if (flags.Is("force")) await DeleteAsync(call, set);
        await set.VisitAsync(async item =>
        {
            if (flags.Is("save-config") || LastApplied.Of(item.Value) is not null) LastApplied.Set(item.Value);
            if (dryRun != "client")
            {
                try
                {
                    if (flags.Is("force")) item.Take(await call.Client.PostAsync(item.Collection + WriteFlags.Query(call, dryRun), item.Value));
                    else await PutAsync(call, item, dryRun);
                }
                catch (StatusError error)
                {
                    throw item.Blame("replacing", error);
                }
            }

            call.Out(printer.Print(item.Value));
        });
    }

    /// <summary>Takes the version of the live object where the file names none.</summary>
    private static async Task PutAsync(Invocation call, ResourceObject item, string dryRun)
    {
        if (item.Value.Text("metadata", "resourceVersion").Length == 0 && await call.GetOrNullAsync(item.Path) is { } live)
            item.Value.Ensure("metadata")["resourceVersion"] = live.Text("metadata", "resourceVersion");
        var subresource = call.Flags["subresource"].Length > 0 ? "/" + call.Flags["subresource"] : "";
        item.Take(await call.Client.PutAsync(item.Path + subresource + WriteFlags.Query(call, dryRun), item.Value));
    }

    private static async Task DeleteAsync(Invocation call, ResourceSet set)
    {
        var grace = call.Flags.Number("grace-period");
        // A grace period of zero is made one, so that the kubelet can still tell of the end.
        var options = new DeletionOptions { GracePeriodSeconds = grace == 0 ? 1 : grace };
        var timeout = call.Flags.Span("timeout") == TimeSpan.Zero ? TimeSpan.FromMinutes(5) : call.Flags.Span("timeout");
        foreach (var item in set.OrThrow())
        {
            try
            {
                var uid = await Deletion.SendAsync(call.Client, item, options);
                call.Out($"{item.Resource.QualifiedKind} {Api.GoText.Quote(item.Name)} deleted{(item.Namespace.Length > 0 ? $" from {item.Namespace} namespace" : "")}\n");
                if (!await Deletion.WaitAsync(call.Client, item, uid, timeout)) throw new KubectlError("timed out waiting for the condition");
            }
            catch (StatusError error) when (error.IsNotFound)
            {
                // There is nothing to replace; it is made all the same.
            }
        }
    }
}
