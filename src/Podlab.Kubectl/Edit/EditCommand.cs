using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Edit;

/// <summary><c>kubectl edit</c>.</summary>
internal static class EditCommand
{
    public static CommandSpec Spec { get; } = new("edit", "edit (RESOURCE/NAME | -f FILENAME)", "Edit a resource on the server")
    {
        Group = "Basic Commands (Intermediate)",
        Examples = ["kubectl edit svc/registry", "KUBE_EDITOR=\"nano\" kubectl edit svc/registry", "kubectl edit job.v1.batch/myjob -o json", "kubectl edit deployment/mydeployment --subresource='status'"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddValidate(WriteFlags.AddTo(ManifestFiles.AddTo(flags
            .Bool("output-patch", false, "Output the patch if the resource is edited.")
            .Bool("save-config", false, "If true, the configuration of current object will be saved in its annotation.")
            .Text("subresource", "", "If specified, edit will operate on the subresource of the requested object.")
            .Bool("windows-line-endings", false, "Defaults to the line ending native to your platform."),
            "to use to edit the resource"), "kubectl-edit"))),
        Run = async call =>
        {
            var set = await new ResourceQuery(call) { Files = ManifestFiles.Of(call.Flags), Subresource = call.Flags["subresource"] }.RunAsync();
            await new EditSession(call).RunAsync(set.OrThrow());
        },
    };
}
