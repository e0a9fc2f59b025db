using System.Text;

namespace Podlab.Simulation.Shell.Syntax;

/// <summary>Backslash sequences as echo -e, printf and $'…' read them.</summary>
public static class Escapes
{
    /// <summary>Expands all sequences; a <c>\c</c> ends the text when <paramref name="stop"/> is asked for.</summary>
    public static string Expand(string text, bool zeroOctal = false, Action? stop = null)
    {
        if (!text.Contains('\\', StringComparison.Ordinal)) return text;
        var result = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 == text.Length)
            {
                result.Append(text[i]);
                continue;
            }

            var c = text[++i];
            switch (c)
            {
                case 'a': result.Append('\a'); break;
                case 'b': result.Append('\b'); break;
                case 'e': result.Append('\u001b'); break;
                case 'f': result.Append('\f'); break;
                case 'n': result.Append('\n'); break;
                case 'r': result.Append('\r'); break;
                case 't': result.Append('\t'); break;
                case 'v': result.Append('\v'); break;
                case '\\': result.Append('\\'); break;
                case '\'' when !zeroOctal: result.Append('\''); break;
                case '"' when !zeroOctal: result.Append('"'); break;
                case 'c' when stop is not null:
                    stop();
                    return result.ToString();
                case 'x':
                    var (hex, digits) = (0, 0);
                    while (digits < 2 && i + 1 < text.Length && char.IsAsciiHexDigit(text[i + 1]))
                    {
                        hex = hex * 16 + Convert.ToInt32(text[++i].ToString(), 16);
                        digits++;
                    }

                    if (digits == 0) result.Append("\\x");
                    else result.Append((char)hex);
                    break;
                case >= '0' and <= '7':
                    var (octal, count) = (c - '0', 1);
                    var most = zeroOctal && c == '0' ? 4 : 3;
                    while (count < most && i + 1 < text.Length && text[i + 1] is >= '0' and <= '7')
                    {
                        octal = octal * 8 + (text[++i] - '0');
                        count++;
                    }

                    result.Append((char)(octal & 0xFF));
                    break;
                default:
                    result.Append('\\').Append(c);
                    break;
            }
        }

        return result.ToString();
    }
}
