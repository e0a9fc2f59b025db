using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Flags;

/// <summary>Reads a command line: flags may stand among the arguments; two dashes end them.</summary>
/// <remarks>Follows github.com/spf13/pflag (flag.go).</remarks>
internal static class FlagParser
{
    /// <returns>The arguments, and how many of them stood before two dashes (-1: no dashes).</returns>
    public static (List<string> Args, int DashAt) Parse(FlagSet flags, IReadOnlyList<string> words, string commandPath)
    {
        var args = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            var word = words[i];
            if (word == "--")
            {
                var dash = args.Count;
                args.AddRange(words.Skip(i + 1));
                return (args, dash);
            }

            if (word.StartsWith("--", StringComparison.Ordinal)) Long(flags, words, ref i, commandPath);
            else if (word.Length > 1 && word[0] == '-') Short(flags, words, ref i, commandPath);
            else args.Add(word);
        }

        return (args, -1);
    }

    private static void Long(FlagSet flags, IReadOnlyList<string> words, ref int at, string path)
    {
        var word = words[at];
        var equals = word.IndexOf('=', StringComparison.Ordinal);
        var name = equals < 0 ? word[2..] : word[2..equals];
        if (name.Length == 0 || name[0] is '-' or '=') throw Wrong($"bad flag syntax: {word}", path);
        var flag = flags.Find(name) ?? throw (name == "help" ? new HelpAsked() : Wrong($"unknown flag: --{name}", path));
        if (equals >= 0) Assign(flags, flag, word[(equals + 1)..], path);
        else if (flag.Bare is { } bare) Assign(flags, flag, bare, path);
        else if (at + 1 < words.Count) Assign(flags, flag, words[++at], path);
        else throw Wrong($"flag needs an argument: --{name}", path);
    }

    private static void Short(FlagSet flags, IReadOnlyList<string> words, ref int at, string path)
    {
        var word = words[at];
        for (var rest = word[1..]; rest.Length > 0;)
        {
            var letter = rest[0];
            var flag = flags.Find(letter) ?? throw (letter == 'h' ? new HelpAsked() : Wrong($"unknown shorthand flag: {Quote(letter)} in -{rest}", path));
            if (rest.Length > 2 && rest[1] == '=')
            {
                Assign(flags, flag, rest[2..], path);
                return;
            }

            if (flag.Bare is { } bare)
            {
                Assign(flags, flag, bare, path);
                rest = rest[1..];
                continue;
            }

            if (rest.Length > 1) Assign(flags, flag, rest[1..], path);
            else if (at + 1 < words.Count) Assign(flags, flag, words[++at], path);
            else throw Wrong($"flag needs an argument: {Quote(letter)} in -{rest}", path);
            return;
        }
    }

    private static void Assign(FlagSet flags, Flag flag, string value, string path)
    {
        if (FlagSyntax.Check(flag, value) is { } wrong)
            throw Wrong($"invalid argument {Api.GoText.Quote(value)} for {Api.GoText.Quote(flag.Display)} flag: {wrong}", path);
        flags.Set(flag, value);
    }

    private static string Quote(char letter) => $"'{letter}'";

    private static CommandError Wrong(string message, string path) => new($"error: {message}\nSee '{path} --help' for usage.");
}
