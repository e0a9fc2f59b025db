using System.Text;

namespace Podlab.Api.Yaml;

/// <summary>Folds long texts: a line ends at the first single blank beyond column 80.</summary>
/// <remarks>Follows gopkg.in/yaml.v2 emitterc.go, whose best width is 80.</remarks>
internal static class YamlFold
{
    private const int BestWidth = 80;

    /// <summary>Whether the text can run past the width at a blank.</summary>
    public static bool IsNeeded(StringBuilder output, string value) => value.Contains(' ') && Column(output) + value.Length > BestWidth;

    public static bool IsFull(StringBuilder output) => Column(output) > BestWidth;

    public static StringBuilder Plain(StringBuilder output, string value, int indent) => Fold(output, value, indent, first: 0, last: value.Length);

    public static StringBuilder SingleQuoted(StringBuilder output, string value, int indent)
    {
        output.Append('\'');
        return Fold(output, value, indent, first: 1, last: value.Length - 1, quote: true).Append('\'');
    }

    /// <summary>Blanks before <paramref name="first"/> and from <paramref name="last"/> on are kept.</summary>
    private static StringBuilder Fold(StringBuilder output, string value, int indent, int first, int last, bool quote = false)
    {
        var column = Column(output);
        var afterBlank = false;
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (c == ' ' && !afterBlank && column > BestWidth && i >= first && i < last && !(i + 1 < value.Length && value[i + 1] == ' '))
            {
                output.Append('\n').Append(' ', indent);
                column = indent;
            }
            else
            {
                output.Append(c == '\'' && quote ? "''" : c.ToString());
                column += c == '\'' && quote ? 2 : char.IsLowSurrogate(c) ? 0 : 1;
            }
            afterBlank = c == ' ';
        }
        return output;
    }

    private static int Column(StringBuilder output)
    {
        var column = 0;
        for (var i = output.Length - 1; i >= 0 && output[i] != '\n' && column <= BestWidth; i--)
        {
            column += char.IsLowSurrogate(output[i]) ? 0 : 1;
        }
        return column;
    }
}
