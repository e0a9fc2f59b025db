using System.Text;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Get;

/// <summary><c>kubectl get</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/get/get.go (v1.36.3).</remarks>
internal static class GetCommand
{
    private const string Formats = "json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file, custom-columns, custom-columns-file, wide";

    public static CommandSpec Spec { get; } = new("get", $"get [(-o|--output=)({Formats.Replace(", ", "|", StringComparison.Ordinal)})] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]", "Display one or many resources")
    {
        Group = "Basic Commands (Intermediate)",
        Examples = ["kubectl get pods", "kubectl get pods -o wide", "kubectl get pod web -o yaml", "kubectl get pods -l app=web --watch"],
        Flags = flags => OutputFormat.AddTo(ManifestFiles.AddTo(flags
            .Bool("all-namespaces", false, "If present, list the requested object(s) across all namespaces.", 'A')
            .Int("chunk-size", 500, "Return large lists in chunks rather than all at once. Pass 0 to disable.")
            .Text("field-selector", "", "Selector (field query) to filter on, supports '=', '==', and '!='.")
            .Bool("ignore-not-found", false, "If set to true, suppresses NotFound error for specific objects that do not exist.")
            .Slice("label-columns", "Accepts a comma separated list of labels that are going to be presented as columns.", 'L')
            .Bool("no-headers", false, "When using the default or custom-column output format, don't print headers.")
            .Bool("output-watch-events", false, "Output watch event objects when --watch or --watch-only is used.")
            .Text("raw", "", "Raw URI to request from the server.")
            .Text("selector", "", "Selector (label query) to filter on.", 'l')
            .Bool("server-print", true, "If true, have the server return the appropriate table output.")
            .Bool("show-kind", false, "If present, list the resource type for the requested object(s).")
            .Bool("show-labels", false, "When printing, show all labels as the last column.")
            .Text("sort-by", "", "If non-empty, sort list types using this field specification.")
            .Text("subresource", "", "If specified, gets the subresource of the requested object.")
            .Bool("watch", false, "After listing/getting the requested object, watch for changes.", 'w')
            .Bool("watch-only", false, "Watch for changes to the requested object(s), without listing/getting first."),
            "Filename, directory, or URL to files identifying the resource to get from a server."), Formats),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var options = GetOptions.Of(call);
        options.Validate();
        if (options.Raw.Length > 0)
        {
            await RawAsync(call, options.Raw);
            return;
        }

        if (call.Args.Count == 0 && !options.Files.Any)
        {
            call.Err("You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported resources.\n\n");
            throw call.UsageError("Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed description of that resource (e.g. kubectl explain pods).");
        }

        if (options.Watches) await new GetWatch(options).RunAsync();
        else if (options.Human) await new GetTables(options).RunAsync();
        else await new GetObjects(options).RunAsync();
    }

    public static async Task RawAsync(Invocation call, string path)
    {
        if (!path.StartsWith('/')) throw new KubectlError($"--raw must be a valid URL path: parse {Api.GoText.Quote(path)}: invalid URI for request");
        var response = await call.Client.RawAsync("GET", path);
        call.Out(Encoding.UTF8.GetString(response.Body.Span));
    }
}
