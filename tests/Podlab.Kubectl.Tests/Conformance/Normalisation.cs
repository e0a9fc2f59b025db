using System.Text.RegularExpressions;

namespace Podlab.Kubectl.Tests.Conformance;

/// <summary>Brings output into the form of the records: what differs from run to run becomes a token.</summary>
internal static class Normalisation
{
    private const string Generated = "shop|slow|once|manual|gen|tick|fresh|pi|agent|debugger|db";
    private const string Alphabet = "[bcdfghjklmnpqrstvwxz2456789]";
    private static readonly Regex Given = new(@"(\b(for|after|within|lasts|timeout|back-off|Period:|every)|[sS]econds:) *$");

    private static readonly (string Pattern, string Replacement)[] First =
    [
        ("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uid>"),
        (@"\b20(?:2[4-9]|[3-9]\d)-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", "<time>"),
        (@"\w{3}, \d\d \w{3} 20(?:2[4-9]|[3-9]\d) \d\d:\d\d:\d\d [+-]\d{4}", "<time>"),
        (@"\b20(?:2[4-9]|[3-9]\d)[/-]\d\d[/-]\d\d \d\d:\d\d:\d\d(\.\d+)?( [+-]\d{4} \w+)?", "<time>"),
        ("(resourceVersion\"?: ?)\"\\d+\"", "$1\"<rv>\""),
        (@"\bover (\d{1,3}s|[1-9]m\d{0,2}s?)\)", "over Ns)"),
        (@"(Duration: +)\d+s", "$1Ns"),
        (@"(Resource Version: +)\d+", "$1<rv>"),
        (@"(?m)^[EWIF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [\w.]+:\d+\]", "<klog>]"),
        ("(?m)^\\t\\t(map\\[string\\]interface \\{\\}\\{|\\{\"apiVersion\").*$", "\t\t<object>"),
    ];

    private static readonly (string Pattern, string Replacement)[] Last =
    [
        (@"(?<![\w.])\d+y(\d+d)?(?![\w])", "<years>"),
        (@"eyJ[\w-]+\.[\w-]+\.[\w-]+", "<token>"),
        ($@"\b({Generated})-{Alphabet}{{6,10}}\b", "$1-<hash>"),
        ($"(pod-template-hash[=:] ?\"?|controller-revision-hash[=:] ?\"?){Alphabet}{{6,10}}", "$1<hash>"),
        ($@"\b((?:{Generated})-(?:<hash>-)?){Alphabet}{{5}}(?![\w])", "$1<rand>"),
        ($@"kube-api-access-{Alphabet}{{5}}\b", "kube-api-access-<rand>"),
        (@"10\.96\.(?!100\.)\d+\.\d+", "<ip>"),
        (@"(?<=[\s:])3[0-2]\d{3}(?<!30080|30123)(?=[/\s])", "<port>"),
        (@"10\.244\.\d+\.0/24", "<cidr>"),
        (@"/tmp/(LIVE|MERGED|kubectl-edit|kubectl|kubectl\.\w+)-\d+", "/tmp/$1-N"),
        (@"kubectl-(edit|create)-\d+", "kubectl-$1-N"),
        ("(gitCommit|buildDate|goVersion|platform|compiler|gitTreeState)(\"?: )\"?[^\",\\n]+\"?", "$1$2<build>"),
    ];

    public static string Apply(string text, bool prose)
    {
        foreach (var (pattern, replacement) in First) text = Regex.Replace(text, pattern, replacement);
        text = Regex.Replace(text, @"(?<![\w.=])(\d{1,3}s|[1-9]m\d{0,2}s?)(?=[\s)]|$)", m => Given.IsMatch(text[Math.Max(0, m.Index - 40)..m.Index]) ? m.Value : "Ns");
        foreach (var (pattern, replacement) in Last) text = Regex.Replace(text, pattern, replacement);
        return prose ? Structure(text) : text;
    }

    public static bool IsProse(IReadOnlyList<string> argv, string output) =>
        argv.Count == 0 || argv[0] is "explain" or "completion" or "options" or "help" || argv.Contains("--help")
        || Regex.IsMatch(output, "(?m)^Usage:$") || output.Contains("Available Commands:", StringComparison.Ordinal);

    /// <summary>Of explain and help only the structure counts.</summary>
    private static string Structure(string text)
    {
        var lines = new List<string>();
        var section = "";
        foreach (var line in text.Split('\n').SkipLast(text.EndsWith('\n') ? 1 : 0))
        {
            if (Regex.IsMatch(line, "^[A-Z]+:")) section = line.Split(':')[0];
            var keep = line.Contains("\t<", StringComparison.Ordinal) || Regex.IsMatch(line, @"^[A-Z]+:|^\s+(-required-|enum: )|^Usage:|^  kubectl ") || Regex.IsMatch(line, "^error", RegexOptions.IgnoreCase)
                || (section == "ENUM" && line.Trim().Length > 0);
            var kept = keep || line.Trim().Length == 0 ? line.TrimEnd() : "    <text>";
            if (lines.Count > 0 && ((line.Trim().Length == 0 && lines[^1] == "    <text>") || (kept == "    <text>" && lines[^1] == kept))) continue;
            lines.Add(kept);
        }

        return string.Join('\n', lines) + (text.EndsWith('\n') ? "\n" : "");
    }
}
