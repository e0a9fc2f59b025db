using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Get;

/// <summary>What <c>get</c> was asked for.</summary>
internal sealed record GetOptions(Invocation Call)
{
    private const string TableAccept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

    private FlagSet Flags => Call.Flags;

    public required ManifestFiles Files { get; init; }

    public required string Format { get; init; }

    public string Raw => Flags["raw"];

    public bool AllNamespaces => Flags.Is("all-namespaces");

    public bool NoHeaders => Flags.Is("no-headers");

    public bool IgnoreNotFound => Flags.Is("ignore-not-found");

    public bool Watches => Flags.Is("watch") || Flags.Is("watch-only");

    public bool WatchOnly => Flags.Is("watch-only");

    public bool WatchEvents => Flags.Is("output-watch-events");

    public string SortBy => Flags["sort-by"];

    /// <summary>Whether the output is the server's tables.</summary>
    public bool Human => Format is "" or "wide";

    /// <summary>Whether the output is columns that the user defines.</summary>
    public bool Custom => Format.StartsWith("custom-columns", StringComparison.Ordinal);

    public static GetOptions Of(Invocation call) => new(call) { Files = ManifestFiles.Of(call.Flags), Format = call.Flags["output"].Length == 0 && call.Flags["template"].Length > 0 ? "go-template" : call.Flags["output"] };

    public void Validate()
    {
        if (Raw.Length > 0)
        {
            if (Call.Args.Count > 0) throw new KubectlError("arguments may not be passed when --raw is specified");
            if (Watches || Flags["selector"].Length > 0 || Format.Length > 0 || Files.Any) throw new KubectlError("--raw may not be specified with other flags that filter the server request or alter the output");
        }

        if (Flags.Is("show-labels") && !Human) throw new KubectlError($"--show-labels option cannot be used with {Format} printer");
        if (WatchEvents && !Watches) throw new KubectlError("--output-watch-events option can only be used with --watch or --watch-only");
    }

    /// <summary>The objects asked for; as tables when the output is for people.</summary>
    public ResourceQuery Query() => new(Call)
    {
        Files = Files,
        LabelSelector = Flags["selector"],
        FieldSelector = Flags["field-selector"],
        AllNamespaces = AllNamespaces,
        TypeAloneMeansAll = true,
        Subresource = Flags["subresource"],
        ChunkSize = Flags.Number("chunk-size"),
        Accept = Human ? TableAccept : "application/json",
        ExtraQuery = Human && SortBy.Length > 0 ? "includeObject=Object" : "",
    };

    public TableOptions Table(bool namespaced, string kind) => new()
    {
        Wide = Format == "wide",
        NoHeaders = NoHeaders,
        WithNamespace = AllNamespaces && namespaced,
        ShowLabels = Flags.Is("show-labels"),
        LabelColumns = Flags.Values("label-columns"),
        Kind = kind,
    };

    public CustomColumnsPrinter Columns()
    {
        var equals = Format.IndexOf('=', StringComparison.Ordinal);
        var (name, spec) = equals < 0 ? (Format, "") : (Format[..equals], Format[(equals + 1)..]);
        if (name == "custom-columns") return CustomColumnsPrinter.Parse(spec, !NoHeaders);
        if (name != "custom-columns-file") throw NoPrinter();
        if (spec.Length == 0) throw new KubectlError("custom-columns-file format specified but no custom columns given");
        try
        {
            return CustomColumnsPrinter.ParseFile(System.Text.Encoding.UTF8.GetString(Call.IO.Files.Read(spec)), !NoHeaders);
        }
        catch (FileNotFoundException)
        {
            throw new KubectlError($"error reading template {spec}, open {spec}: no such file or directory\n");
        }
    }

    public IPrinter Printer()
    {
        var output = new OutputFormat(Call);
        return output.Format.ToLowerInvariant() is "json" or "yaml" or "kyaml" or "name" ? output.Printer() : output.Template() ?? throw NoPrinter();
    }

    private KubectlError NoPrinter() => new OutputFormat(Call).NoPrinter("custom-columns,custom-columns-file,json,kyaml,name,wide,yaml");
}
