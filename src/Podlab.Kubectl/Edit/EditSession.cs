using System.Text.Json.Nodes;
using Podlab.Api.Yaml;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Edit;

/// <summary>Gives objects to an editor and sends what was changed; after an error the editor opens again.</summary>
/// <remarks>Follows kubectl/pkg/cmd/util/editor/editoptions.go (v1.36.3).</remarks>
internal sealed class EditSession(Invocation call)
{
    private const int Attempts = 10;
    private const string Head = """
        # Please edit the object below. Lines beginning with a '#' will be ignored,
        # and an empty file will abort the edit. If an error occurs while saving this file will be
        # reopened with the relevant failures.
        #

        """;

    public async Task RunAsync(List<ResourceObject> items)
    {
        var json = call.Flags["output"] == "json";
        var original = Text(items, json);
        var text = original;
        var failure = "";
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var edited = await EditAsync(Head + failure + text, json);
            var (before, after) = (Parse(text), Parse(edited));
            if (after.Error is null && JsonNode.DeepEquals(before.Value, after.Value))
            {
                if (attempt == 0)
                {
                    call.Err("Edit cancelled, no changes made.\n");
                    return;
                }

                throw Abandoned("Edit cancelled, no valid changes were saved.");
            }

            if (after.Error is null && after.Value is null)
            {
                call.Err("Edit cancelled, saved file was empty.\n");
                return;
            }

            text = Strip(edited);
            failure = (after.Error ?? await UnknownAsync(after.Value!)) is { } syntax ? $"# The edited file had a syntax error: {syntax}\n#\n" : await SaveAsync(items, after.Value!);
            if (failure.Length == 0) return;
        }

        throw Abandoned("Edit cancelled, no valid changes were saved.");
    }

    /// <summary>Why what the file holds cannot be sent; a Scale, say, is no resource of its own. Null when the server knows its kind.</summary>
    private async Task<string?> UnknownAsync(JsonNode edited)
    {
        var mapper = await call.MapperAsync();
        var objects = edited.Text("kind") == "List" && edited.At("items") is JsonArray list ? list.OfType<JsonObject>() : [(JsonObject)edited];
        foreach (var item in objects)
        {
            var (version, kind) = (item.Text("apiVersion"), item.Text("kind"));
            var slash = version.IndexOf('/', StringComparison.Ordinal);
            if (mapper.ForKind(slash < 0 ? "" : version[..slash], version[(slash + 1)..], kind) is null) return $"no matches for kind {Api.GoText.Quote(kind)} in version {Api.GoText.Quote(version)}";
        }

        return null;
    }

    private async Task<string> EditAsync(string text, bool json)
    {
        var command = call.IO.Variable("KUBE_EDITOR") ?? call.IO.Variable("EDITOR") ?? "vi";
        if (call.IO.Editor is not { } editor) throw new KubectlError($"unable to launch the editor {Api.GoText.Quote(command)}");
        return await editor(command, json ? "kubectl-edit-1.json" : "kubectl-edit-1.yaml", text) ?? throw new KubectlError($"there was a problem with the editor {Api.GoText.Quote(command)}");
    }

    /// <summary>Sends the changes; the answer is what to tell in the file when an object was refused.</summary>
    private async Task<string> SaveAsync(List<ResourceObject> items, JsonNode edited)
    {
        var objects = edited.Text("kind") == "List" && edited.At("items") is JsonArray list ? list.OfType<JsonObject>().ToList() : [(JsonObject)edited];
        var failures = "";
        foreach (var item in items)
        {
            var found = objects.Find(o => o.Text("kind") == item.Value.Text("kind") && o.Name() == item.Name && o.Text("apiVersion") == item.Value.Text("apiVersion"))
                ?? throw Abandoned("At least one of apiVersion, kind and name was changed");
            if (JsonNode.DeepEquals(item.Value, found))
            {
                call.Out(new NamePrinter("skipped").Print(item.Value));
                continue;
            }

            try
            {
                var (patch, type) = LocalPatch.Between(item.Value, found);
                if (call.Flags.Is("output-patch")) call.Out($"Patch: {patch}\n");
                var subresource = call.Flags["subresource"] is { Length: > 0 } sub ? "/" + sub : "";
                item.Take(await call.Client.PatchAsync(item.Path + subresource + WriteFlags.Query(call), patch, type));
                call.Out(new OutputFormat(call).Printer("edited").Print(item.Value));
            }
            catch (StatusError error)
            {
                var said = error.Reason == "Invalid" ? $"error: {item.Resource.QualifiedName} {Api.GoText.Quote(item.Name)} is invalid"
                    : error.IsNotFound ? $"error: {item.Resource.QualifiedName} {Api.GoText.Quote(item.Name)} could not be found on the server"
                    : $"error: {item.Resource.QualifiedName} {Api.GoText.Quote(item.Name)} could not be patched: {error.Message}";
                call.Err(said + "\n");
                failures += $"# {item.Resource.QualifiedName} {Api.GoText.Quote(item.Name)} was not valid:\n# * {error.Message.Replace("\n", "\n#   ", StringComparison.Ordinal)}\n#\n";
            }
        }

        return failures;
    }

    private CommandError Abandoned(string why) => new($"A copy of your changes has been stored to \"/tmp/kubectl-edit-1{(call.Flags["output"] == "json" ? ".json" : ".yaml")}\"\nerror: {why}");

    private static string Text(List<ResourceObject> items, bool json)
    {
        var values = items.ConvertAll(i => ManagedFields.Without(i.Value, show: false));
        var value = values.Count == 1 ? values[0] : new JsonObject { ["apiVersion"] = "v1", ["items"] = new JsonArray([.. values]), ["kind"] = "List", ["metadata"] = new JsonObject() };
        foreach (var item in items) item.Value = ManagedFields.Without(item.Value, show: false);
        return json ? JsonText.Indented(value) + "\n" : YamlPrinter.Text(value);
    }

    private static string Strip(string text) => string.Join('\n', text.Split('\n').Where(l => !l.StartsWith('#')));

    private static (JsonNode? Value, string? Error) Parse(string text)
    {
        var document = YamlReader.Read(Strip(text));
        return document.Error is { } error ? (null, error.LibraryMessage) : (JsonText.Parse(document.Json.Span), null);
    }
}
