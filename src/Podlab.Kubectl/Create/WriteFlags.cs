using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.Create;

/// <summary>Flags of commands that write objects, and the query they make.</summary>
internal static class WriteFlags
{
    public static FlagSet AddTo(FlagSet flags, string manager) => DryRunFlag.AddTo(flags)
        .Text("field-manager", manager, "Name of the manager used to track field ownership.");

    public static FlagSet AddValidate(FlagSet flags) =>
        flags.Text("validate", "strict", "Must be one of: strict (or true), warn, ignore (or false).", bare: "strict");

    /// <summary>Strict, Warn or Ignore.</summary>
    /// <exception cref="KubectlError">The value is none of them.</exception>
    public static string Validation(FlagSet flags) => flags.Find("validate") is null ? "" : flags["validate"] switch
    {
        "" or "true" or "strict" => "Strict",
        "warn" => "Warn",
        "false" or "ignore" => "Ignore",
        var other => throw new KubectlError($"invalid - validate option {Api.GoText.Quote(other)}; must be one of: strict (or true), warn, ignore (or false)"),
    };

    /// <summary>With a question mark in front; empty when there is nothing to say.</summary>
    public static string Query(Invocation call, string dryRun = "none", params string[] more)
    {
        var parts = new List<string>();
        if (call.Flags.Find("field-manager") is not null && call.Flags["field-manager"].Length > 0) parts.Add("fieldManager=" + Uri.EscapeDataString(call.Flags["field-manager"]));
        if (Validation(call.Flags) is { Length: > 0 } validation) parts.Add("fieldValidation=" + validation);
        if (dryRun == "server") parts.Add("dryRun=All");
        parts.AddRange(more.Where(m => m.Length > 0));
        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }
}
