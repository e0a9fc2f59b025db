using System.Globalization;

namespace Podlab.Kubectl.Flags;

/// <summary>The values that flags take, and what is said of wrong ones.</summary>
internal static class FlagSyntax
{
    /// <summary>What is wrong with a value, or null.</summary>
    public static string? Check(Flag flag, string value) => flag.Kind switch
    {
        FlagKind.Bool when ParseBool(value) is null => $"strconv.ParseBool: parsing {Api.GoText.Quote(value)}: invalid syntax",
        FlagKind.Int => CheckInt(value),
        FlagKind.Duration when FlagDuration.Parse(value) is null => FlagDuration.Complaint(value),
        _ => null,
    };

    public static bool? ParseBool(string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    public static string? CheckInt(string value, string function = "ParseInt")
    {
        if (long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) return null;
        var digits = value.Length > 1 && value[0] is '-' or '+' ? value[1..] : value;
        var why = digits.Length > 0 && digits.All(char.IsAsciiDigit) ? "value out of range" : "invalid syntax";
        return $"strconv.{function}: parsing {Api.GoText.Quote(value)}: {why}";
    }

    /// <summary>Cuts at commas; a part in double quotes may hold commas.</summary>
    public static IEnumerable<string> SplitCommas(string value)
    {
        if (value.Length == 0) yield break;
        var start = 0;
        var quoted = false;
        for (var i = 0; i <= value.Length; i++)
        {
            if (i < value.Length && value[i] == '"') quoted = !quoted;
            if (i < value.Length && (value[i] != ',' || quoted)) continue;
            var part = value[start..i];
            yield return part.Length > 1 && part[0] == '"' && part[^1] == '"' ? part[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : part;
            start = i + 1;
        }
    }
}
