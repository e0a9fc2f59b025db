using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.CommandLine;

/// <summary><c>--dry-run</c>: none, client or server.</summary>
internal static class DryRunFlag
{
    public static FlagSet AddTo(FlagSet flags) =>
        flags.Text("dry-run", "none", "Must be \"none\", \"server\", or \"client\".", bare: "unchanged");

    /// <exception cref="KubectlError">The value is none of the three.</exception>
    public static string Of(Invocation call)
    {
        var value = call.Flags["dry-run"];
        switch (value)
        {
            case "none" or "server" or "client":
                return value;
            case "unchanged":
                call.Err("W0101 00:00:00.000000       1 helpers.go:731] --dry-run is deprecated and can be replaced with --dry-run=client.\n");
                return "client";
            default:
                if (FlagSyntax.ParseBool(value) is not { } old)
                    throw new KubectlError($"Invalid dry-run value ({value}). Must be \"none\", \"server\", or \"client\".");
                call.Err($"W0101 00:00:00.000000       1 helpers.go:714] --dry-run={value} is deprecated (boolean value) and can be replaced with --dry-run={(old ? "client" : "none")}.\n");
                return old ? "client" : "none";
        }
    }

    /// <summary>What is put behind a message: <c> (dry run)</c>, <c> (server dry run)</c>.</summary>
    public static string Suffix(string dryRun) => dryRun switch { "client" => " (dry run)", "server" => " (server dry run)", _ => "" };
}
