namespace Podlab.Simulation.Utilities;

/// <summary>Parsed options in the manner of getopt_long: letters can be joined, operands can stand between options.</summary>
public sealed class Options
{
    private readonly List<(char Letter, string? Value)> given = [];

    public List<string> Operands { get; } = [];

    /// <summary>Letters in the order in which they were given, with their values.</summary>
    public IReadOnlyList<(char Letter, string? Value)> Given => given;

    public bool Has(char letter) => given.Exists(option => option.Letter == letter);

    /// <summary>The last value given for a letter.</summary>
    public string? Value(char letter) => given.FindLast(option => option.Letter == letter).Value;

    public IEnumerable<string> Values(char letter) => given.Where(option => option.Letter == letter).Select(option => option.Value!);

    public static Options? Parse(IReadOnlyList<string> arguments, string letters, IReadOnlyDictionary<string, char>? longNames, out string error)
    {
        error = "";
        var result = new Options();
        var stops = letters.StartsWith('+');
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument == "--")
            {
                result.Operands.AddRange(arguments.Skip(i + 1));
                break;
            }

            if (argument.StartsWith("--", StringComparison.Ordinal))
            {
                var equals = argument.IndexOf('=', StringComparison.Ordinal);
                var name = equals < 0 ? argument[2..] : argument[2..equals];
                if (longNames is null || !longNames.TryGetValue(name, out var letter))
                {
                    error = $"unrecognized option '{argument}'";
                    return null;
                }

                var takes = Takes(letters, letter);
                var value = equals >= 0 ? argument[(equals + 1)..] : takes && i + 1 < arguments.Count ? arguments[++i] : null;
                if (takes && value is null)
                {
                    error = $"option '--{name}' requires an argument";
                    return null;
                }

                result.given.Add((letter, value));
                continue;
            }

            if (argument.Length < 2 || argument[0] != '-')
            {
                if (stops)
                {
                    result.Operands.AddRange(arguments.Skip(i));
                    break;
                }

                result.Operands.Add(argument);
                continue;
            }

            for (var j = 1; j < argument.Length; j++)
            {
                var letter = argument[j];
                if (letter is ':' or '+' || !letters.Contains(letter, StringComparison.Ordinal))
                {
                    error = $"invalid option -- '{letter}'";
                    return null;
                }

                if (!Takes(letters, letter))
                {
                    result.given.Add((letter, null));
                    continue;
                }

                if (j + 1 < argument.Length)
                {
                    result.given.Add((letter, argument[(j + 1)..]));
                }
                else if (i + 1 < arguments.Count)
                {
                    result.given.Add((letter, arguments[++i]));
                }
                else
                {
                    error = $"option requires an argument -- '{letter}'";
                    return null;
                }

                break;
            }
        }

        return result;
    }

    private static bool Takes(string letters, char letter)
    {
        var at = letters.IndexOf(letter, StringComparison.Ordinal);
        return at >= 0 && at + 1 < letters.Length && letters[at + 1] == ':';
    }
}
