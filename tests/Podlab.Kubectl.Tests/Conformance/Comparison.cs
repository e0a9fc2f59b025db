using System.Text.RegularExpressions;

namespace Podlab.Kubectl.Tests.Conformance;

/// <summary>Whether a command printed what the record says.</summary>
internal static class Comparison
{
    /// <summary>Null, or what differs.</summary>
    public static string? Difference(Record record, int code, string stdout, string stderr)
    {
        if (record.Code != code) return $"exit code {code}, not {record.Code}; stderr: {stderr}";
        if (record.Argv is ["api-resources" or "api-versions", ..] && code == 0)
        {
            var more = Rows(stdout).Except(Rows(record.Stdout)).ToList();
            return more.Count == 0 ? null : "rows that are not there: " + string.Join("; ", more);
        }

        return Difference("stdout", record, record.Stdout, stdout) ?? Difference("stderr", record, record.Stderr, stderr);
    }

    private static string? Difference(string name, Record record, string wanted, string got)
    {
        var (a, b) = (Blank(wanted), Blank(got));
        if (name == "stderr" && (a + b).Contains("<klog>", StringComparison.Ordinal)) (a, b) = (Set(a), Set(b));
        if (record.Argv.Contains("--list")) (a, b) = (Sorted(a), Sorted(b));
        if (a == b) return null;
        var (x, y) = (a.Split('\n'), b.Split('\n'));
        for (var i = 0; i < Math.Max(x.Length, y.Length); i++)
        {
            var (p, q) = (i < x.Length ? x[i] : "<end>", i < y.Length ? y[i] : "<end>");
            if (p != q) return $"{name} line {i + 1}: expected '{p}' got '{q}'";
        }

        return name + ": line ends differ";
    }

    /// <summary>Where a token stands for a text of another length, columns may shift.</summary>
    private static string Blank(string text) =>
        Regex.IsMatch(text, @"<hash>|<rand>|<ip>|<port>|\bNs\b|<years>|<cidr>|<klog>") ? Regex.Replace(Regex.Replace(text, "(?m) +$", ""), "[ \t]{2,}", "  ") : text;

    private static string Set(string text) => string.Join('\n', text.Split('\n').Distinct().Order(StringComparer.Ordinal).Where(l => l.Length > 0));

    private static string Sorted(string text) => string.Join('\n', text.Split('\n').Order(StringComparer.Ordinal));

    private static IEnumerable<string> Rows(string text) => text.Split('\n').Select(l => Regex.Replace(l, " +", " ").Trim()).Where(l => l.Length > 0);
}
