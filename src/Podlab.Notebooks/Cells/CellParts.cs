using System.Text.RegularExpressions;

namespace Podlab.Notebooks.Cells;

/// <summary>
/// Divides a cell at its magics: <c>#!NAME …</c> at the very beginning of a line. What has no magic above it is in the language of the cell's
/// metadata, else kubectl when its first line that says anything begins with <c>kubectl </c>, else C#.
/// </summary>
public static partial class CellParts
{
    /// <param name="source">The cell's text, LF between lines.</param>
    /// <param name="kernelName">What the cell's metadata says; null when nothing.</param>
    /// <exception cref="CellException">A magic, or the metadata's language, is unknown.</exception>
    public static IReadOnlyList<CellPart> Divide(string source, string? kernelName = null)
    {
        var parts = new List<CellPart>();
        var lines = source.Split('\n');
        var (name, arguments, start) = ((string?)null, "", 0);
        for (var i = 0; i <= lines.Length; i++)
        {
            var magic = i < lines.Length ? Magic().Match(lines[i]) : null;
            if (magic is { Success: false }) continue;
            Add(name, arguments, start, i);
            if (magic is null) break;
            var language = Known(magic.Groups["name"].Value, $"line {i + 1}: the magic #!{magic.Groups["name"].Value}");
            (name, arguments, start) = (language.Name, magic.Groups["arguments"].Value.Trim(), i + 1);
            if (!language.IsOneLine) continue;
            parts.Add(new CellPart(language.Name, arguments, "", i + 1));
            (name, arguments) = (null, "");
        }

        return parts;

        void Add(string? language, string words, int first, int end)
        {
            var text = string.Join('\n', lines[first..end]);
            if (language is null && string.IsNullOrWhiteSpace(text)) return;
            language ??= BeginsWithKubectl(text) ? CellLanguages.Kubectl
                : kernelName is null ? CellLanguages.CSharp : Known(kernelName, $"the cell's language \"{kernelName}\"").Name;
            parts.Add(new CellPart(language, words, text, first + 1));
        }
    }

    private static ICellLanguage Known(string name, string what) =>
        CellLanguages.Find(name) ?? throw new CellException(
            "UnknownMagic",
            $"{what} is not known",
            "Known: " + string.Join(", ", CellLanguages.All.Select(language => "#!" + language.Name)) + ". #!help tells what each does.");

    private static bool BeginsWithKubectl(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0 && line[0] != '#') is { } line
        && (line == "kubectl" || line.StartsWith("kubectl ", StringComparison.Ordinal));

    [GeneratedRegex(@"^#!(?<name>[A-Za-z][A-Za-z0-9#+-]*)(?:[ \t]+(?<arguments>.*))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Magic();
}
