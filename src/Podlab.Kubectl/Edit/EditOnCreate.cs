using System.Text;
using Podlab.Api.Yaml;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Edit;

/// <summary><c>create --edit</c>: the manifest is edited before it is sent.</summary>
internal static class EditOnCreate
{
    public static async Task RunAsync(Invocation call, ManifestFiles files, string query)
    {
        var command = call.IO.Variable("KUBE_EDITOR") ?? call.IO.Variable("EDITOR") ?? "vi";
        var set = await new ResourceQuery(call) { Files = files, Args = [], Latest = false, Validate = true }.RunAsync();
        foreach (var item in set.OrThrow())
        {
            if (call.IO.Editor is not { } editor) throw new KubectlError($"unable to launch the editor {Api.GoText.Quote(command)}");
            var text = await editor(command, "kubectl-create-1.yaml", YamlPrinter.Text(item.Value)) ?? throw new KubectlError($"there was a problem with the editor {Api.GoText.Quote(command)}");
            var document = YamlReader.Read(text);
            if (document.Error is { } wrong) throw new KubectlError(wrong.LibraryMessage);
            if (document.IsEmpty)
            {
                call.Err("Edit cancelled, saved file was empty.\n");
                continue;
            }

            var value = JsonText.Parse(document.Json.Span) as System.Text.Json.Nodes.JsonObject ?? throw new KubectlError($"unable to decode {Api.GoText.Quote(Encoding.UTF8.GetString(document.Json.Span))}");
            try
            {
                item.Take(await call.Client.PostAsync(item.Collection + query, value));
            }
            catch (StatusError error)
            {
                throw item.Blame("creating", error);
            }

            call.Out(new OutputFormat(call).Printer("created").Print(item.Value));
        }
    }
}
