using System.Text.RegularExpressions;

namespace Podlab.Kubectl.Tests.Conformance;

/// <summary>The editors of the records: <c>true</c>, <c>false</c> and <c>sed -i s/this/that/</c>.</summary>
internal static class ScriptedEditor
{
    public static Task<string?> EditAsync(string command, string fileName, string text)
    {
        if (command == "true") return Task.FromResult<string?>(text);
        var script = Regex.Match(command, "^sed -i \"?s/(?<from>[^/]*)/(?<to>[^/]*)/(?<all>g?)\"?$");
        if (!script.Success) return Task.FromResult<string?>(null);
        var (from, to) = (script.Groups["from"].Value, script.Groups["to"].Value.Replace("\\n", "\n", StringComparison.Ordinal));
        var all = script.Groups["all"].Value == "g";
        var lines = text.Split('\n').Select(line => all ? line.Replace(from, to, StringComparison.Ordinal) : Once(line, from, to));
        return Task.FromResult<string?>(string.Join('\n', lines));
    }

    private static string Once(string line, string from, string to)
    {
        var at = line.IndexOf(from, StringComparison.Ordinal);
        return at < 0 ? line : line[..at] + to + line[(at + from.Length)..];
    }
}
