using System.Globalization;
using System.Text;

namespace Podlab.Api.Yaml;

/// <summary>Writes a text as YAML: plain where it reads back as the same text, in quotes or as a block where not.</summary>
internal static class YamlText
{
    public static StringBuilder Append(StringBuilder output, string value, int indent, bool key)
    {
        var traits = YamlTextTraits.Of(value);
        var folds = !key && YamlFold.IsNeeded(output, value);
        if (value.Contains('\n'))
        {
            return traits.BlockAllowed && !key ? Literal(output, value, indent) : DoubleQuoted(output, value, folds ? indent : null);
        }
        var isText = YamlScalars.Resolve(value, out _) is YamlScalarKind.Text && !YamlScalars.IsBase60(value);
        if (!isText)
        {
            return DoubleQuoted(output, value, folds ? indent : null);
        }
        if (traits.PlainAllowed)
        {
            return folds ? YamlFold.Plain(output, value, indent) : output.Append(value);
        }
        if (!traits.SingleQuotedAllowed)
        {
            return DoubleQuoted(output, value, folds ? indent : null);
        }
        return folds ? YamlFold.SingleQuoted(output, value, indent) : output.Append('\'').Append(value.Replace("'", "''", StringComparison.Ordinal)).Append('\'');
    }

    /// <summary>A block: <c>|</c>, with a mark for how many line feeds end the text.</summary>
    private static StringBuilder Literal(StringBuilder output, string value, int indent)
    {
        output.Append('|');
        if (value[0] is ' ' or '\n')
        {
            output.Append('2');
        }
        if (value[^1] != '\n')
        {
            output.Append('-');
        }
        else if (value.Length == 1 || value[^2] == '\n')
        {
            output.Append('+');
        }
        var lines = value.Split('\n');
        for (var i = 0; i < lines.Length - (value[^1] == '\n' ? 1 : 0); i++)
        {
            output.Append('\n');
            if (lines[i].Length > 0)
            {
                output.Append(' ', indent).Append(lines[i]);
            }
        }
        return output;
    }

    /// <param name="indent">Where a folded line goes on; null for a text that is not folded.</param>
    private static StringBuilder DoubleQuoted(StringBuilder output, string value, int? indent)
    {
        output.Append('"');
        var position = 0;
        var afterBlank = false;
        foreach (var rune in value.EnumerateRunes())
        {
            var at = position;
            position += rune.Utf16SequenceLength;
            if (indent is { } fold && rune.Value == ' ' && !afterBlank && at > 0 && position < value.Length && YamlFold.IsFull(output))
            {
                output.Append('\n').Append(' ', fold).Append(value[position] == ' ' ? "\\" : "");
                afterBlank = true;
                continue;
            }
            afterBlank = rune.Value == ' ';
            _ = rune.Value switch
            {
                0 => output.Append("\\0"),
                7 => output.Append("\\a"),
                8 => output.Append("\\b"),
                9 => output.Append("\\t"),
                10 => output.Append("\\n"),
                11 => output.Append("\\v"),
                12 => output.Append("\\f"),
                13 => output.Append("\\r"),
                27 => output.Append("\\e"),
                '"' => output.Append("\\\""),
                '\\' => output.Append("\\\\"),
                0x85 => output.Append("\\N"),
                0xA0 => output.Append("\\_"),
                0x2028 => output.Append("\\L"),
                0x2029 => output.Append("\\P"),
                _ when YamlTextTraits.IsPrintable(rune) => output.Append(rune.ToString()),
                <= 0xFF => output.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:X2}"),
                <= 0xFFFF => output.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}"),
                _ => output.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}"),
            };
        }
        return output.Append('"');
    }
}
