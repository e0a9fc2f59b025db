using System.Text;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Apply;

/// <summary><c>apply --server-side</c>: the server merges, and knows who manages which field.</summary>
internal sealed class ServerSideApply(Invocation call, string dryRun)
{
    public async Task RunAsync(ResourceObject item)
    {
        var manager = call.Flags.Changed("field-manager") ? call.Flags["field-manager"] : "kubectl";
        var query = $"?fieldManager={Uri.EscapeDataString(manager)}&fieldValidation={Create.WriteFlags.Validation(call.Flags)}&force={(call.Flags.Is("force-conflicts") ? "true" : "false")}{(dryRun == "server" ? "&dryRun=All" : "")}";
        var subresource = call.Flags["subresource"] is { Length: > 0 } sub ? "/" + sub : "";
        try
        {
            var body = Encoding.UTF8.GetBytes(YamlPrinter.Text(item.Value));
            item.Take(await call.Client.SendTextAsync("PATCH", item.Path + subresource + query, body, "application/apply-patch+yaml"));
        }
        catch (StatusError error) when (error.IsConflict)
        {
            throw new KubectlError(Conflict(error));
        }
    }

    private static string Conflict(StatusError error) =>
        error.Message + """

            Please review the fields above--they currently have other managers. Here
            are the ways you can resolve this warning:
            * If you intend to manage all of these fields, please re-run the apply
              command with the `--force-conflicts` flag.
            * If you do not intend to manage all of the fields, please edit your
              manifest to remove references to the fields that should keep their
              current managers.
            * You may co-own fields by updating your manifest to match the existing
              value; in this case, you'll become the manager if the other manager(s)
              stop managing the field (remove it from their configuration).
            See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts
            """;
}
