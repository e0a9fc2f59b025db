using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Printers.JsonPaths;
using Podlab.Kubectl.Printers.Templates;

namespace Podlab.Kubectl.Printers;

/// <summary>What <c>-o</c> and its companions ask for.</summary>
/// <remarks>Follows cli-runtime/pkg/genericclioptions (print_flags.go, template_flags.go, jsonpath_flags.go, name_flags.go; v1.36.3).</remarks>
internal sealed class OutputFormat(Invocation call)
{
    private static readonly string[] Templates = ["go-template", "go-template-file", "template", "templatefile", "jsonpath", "jsonpath-as-json", "jsonpath-file"];

    public string Format { get; } = call.Flags["output"];

    public static FlagSet AddTo(FlagSet flags, string formats = "") => flags
        .Text("output", "", $"Output format. One of: ({(formats.Length > 0 ? formats : "json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file")}).", 'o')
        .Text("template", "", "Template string or path to template file to use when -o=go-template, -o=go-template-file.")
        .Bool("allow-missing-template-keys", true, "If true, ignore any errors in templates when a field or map key is missing in the template.")
        .Bool("show-managed-fields", false, "If true, keep the managedFields when printing objects in JSON or YAML format.");

    /// <param name="operation">What was done, for output without a format: <c>created</c>.</param>
    /// <param name="typed">Whether objects are made by kubectl, so that JSON keeps the order of their fields.</param>
    /// <exception cref="KubectlError">There is no such format.</exception>
    public IPrinter Printer(string operation = "", bool typed = false)
    {
        var managed = call.Flags.Is("show-managed-fields");
        switch (Format.ToLowerInvariant())
        {
            case "" when call.Flags["template"].Length == 0:
                return new NamePrinter(operation);
            case "name":
                return new NamePrinter();
            case "json":
                return new JsonPrinter(typed, managed);
            case "yaml":
                return new YamlPrinter(managed);
            case "kyaml":
                return new KyamlPrinter(managed);
        }

        return Template() ?? throw NoPrinter("json,kyaml,name,yaml");
    }

    /// <summary>A printer for jsonpath and go-template; null when the format is none of them.</summary>
    public IPrinter? Template()
    {
        var equals = Format.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? Format : Format[..equals];
        var text = equals < 0 ? call.Flags["template"] : Format[(equals + 1)..];
        if (name.Length == 0 && text.Length > 0) name = "go-template";
        if (!Templates.Contains(name, StringComparer.Ordinal)) return null;
        if (text.Length == 0) throw new KubectlError($"template format specified but no template given");
        if (name is "go-template-file" or "templatefile" or "jsonpath-file") text = ReadFile(name, text);
        var missing = call.Flags.Is("allow-missing-template-keys");
        return name switch
        {
            "jsonpath" or "jsonpath-file" => new JsonPathPrinter(text, missing, asJson: false),
            "jsonpath-as-json" => new JsonPathPrinter(text, missing, asJson: true),
            _ => new GoTemplatePrinter(text, missing),
        };
    }

    public KubectlError NoPrinter(string formats)
    {
        var all = formats.Split(',').Concat(Templates).Order(StringComparer.Ordinal);
        return new KubectlError($"unable to match a printer suitable for the output format {GoText.Quote(Format)}, allowed formats are: {string.Join(',', all)}");
    }

    private string ReadFile(string format, string path)
    {
        try
        {
            return System.Text.Encoding.UTF8.GetString(call.IO.Files.Read(path));
        }
        catch (FileNotFoundException)
        {
            throw new KubectlError($"error reading --template {path}, open {path}: no such file or directory");
        }
    }
}
