using YamlDotNet.Core;

namespace Podlab.Api.Yaml;

/// <summary>Words for syntax errors: the library's own, and what a reader can do.</summary>
internal static class YamlWords
{
    private const string MisplacedColon = "mapping values are not allowed in this context";

    /// <summary>A tab stands where a line's indentation should.</summary>
    /// <param name="line">In the document, from 1.</param>
    public static YamlError Tab(int line, int firstLine) =>
        new(Math.Max(line, 1) + firstLine - 1, 1, "A tab indents this line; YAML wants spaces.", $"yaml: {(line > 1 ? $"line {line}: " : "")}found character that cannot start any token");

    /// <summary>The text ends or turns in the midst of something.</summary>
    public static YamlError Broken(int line, int column, int firstLine) =>
        new(Math.Max(line, 1) + firstLine - 1, Math.Max(column, 1), "This is no YAML: a bracket or a quote before this place is not closed.", $"yaml: {(line > 1 ? $"line {line - 1}: " : "")}did not find expected node content");

    public static YamlError Explain(YamlException exception, string text, int firstLine)
    {
        var problem = Problem(exception.Message);
        // Scanners report the line they are in, parsers the one before: the library counts from 0 and adds one only for the scanner.
        var scanner = exception is SyntaxErrorException || problem == MisplacedColon;
        var mark = scanner && problem != MisplacedColon ? exception.End : exception.Start;
        var line = (int)mark.Line - (scanner ? 0 : 1);
        var where = line > 0 ? $"line {line}: " : "";
        var place = Math.Max((int)exception.Start.Line, 1);
        return new YamlError(place + firstLine - 1, Math.Max((int)exception.Start.Column, 1), Advice(problem, text, place), $"yaml: {where}{problem}");
    }

    private static string Problem(string message)
    {
        var text = message.TrimEnd('.');
        if (text.StartsWith("While ", StringComparison.Ordinal) && text.IndexOf(", ", StringComparison.Ordinal) is > 0 and var comma)
        {
            text = text[(comma + 2)..];
        }
        return text switch
        {
            "found character that cannot start any token" or "found a tab character that violates indentation" or "did not find expected key" => text,
            _ when text.Contains("could not find expected ':'", StringComparison.Ordinal) => "could not find expected ':'",
            _ when text.Contains("did not find expected '-' indicator", StringComparison.Ordinal) => "did not find expected '-' indicator",
            _ when text.Contains("Mapping values are not allowed", StringComparison.OrdinalIgnoreCase) || text.Contains("found invalid mapping", StringComparison.Ordinal) => MisplacedColon,
            _ when text.Contains("Block sequence entries are not allowed", StringComparison.OrdinalIgnoreCase) => "block sequence entries are not allowed in this context",
            _ when text.Contains("unexpected end of stream", StringComparison.OrdinalIgnoreCase) => "found unexpected end of stream",
            _ when text.Contains("did not find expected <document start>", StringComparison.Ordinal) => "did not find expected <document start>",
            _ => text.Length > 0 ? char.ToLowerInvariant(text[0]) + text[1..] : "unknown problem parsing YAML content",
        };
    }

    private static string Advice(string problem, string text, int line)
    {
        var source = Line(text, line);
        var indent = source.Length - source.TrimStart(' ').Length;
        if (indent < source.Length && source[indent] == '\t')
        {
            return "A tab indents this line; YAML wants spaces.";
        }
        return problem switch
        {
            MisplacedColon => "A colon too many: indent this line under its parent, or put the value in quotes.",
            "did not find expected key" => "This line does not fit its neighbours: check its indentation, and that quotes are closed.",
            "did not find expected '-' indicator" => "A list entry is expected here: check the indentation.",
            "could not find expected ':'" => "A key needs a colon and a space after it.",
            "found unexpected end of stream" => "The text ends inside a quote or a bracket.",
            "found character that cannot start any token" => "A value cannot start with this character; put it in quotes.",
            "block sequence entries are not allowed in this context" => "A list cannot start on the line of its key: put the dash on the next line.",
            _ => "This is no YAML: " + problem + ".",
        };
    }

    private static string Line(string text, int line)
    {
        var lines = text.AsSpan();
        for (var i = 1; i < line && lines.IndexOf('\n') is >= 0 and var end; i++)
        {
            lines = lines[(end + 1)..];
        }
        return lines[..(lines.IndexOf('\n') is >= 0 and var stop ? stop : lines.Length)].ToString();
    }
}
