using System.Text;

namespace Podlab.Engine.Apiserver.Requests;

internal static class PercentEncoding
{
    /// <summary>False where a percent sign is not followed by two hexadecimal digits.</summary>
    public static bool TryDecode(string text, bool plusIsSpace, out string decoded)
    {
        decoded = text;
        if (!text.Contains('%') && !(plusIsSpace && text.Contains('+'))) return true;
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2])) return false;
                bytes[length++] = (byte)(Digit(text[i + 1]) * 16 + Digit(text[i + 2]));
                i += 2;
            }
            else if (plusIsSpace && text[i] == '+')
            {
                bytes[length++] = (byte)' ';
            }
            else
            {
                var count = char.IsHighSurrogate(text[i]) && i + 1 < text.Length ? 2 : 1;
                length += Encoding.UTF8.GetBytes(text.AsSpan(i, count), bytes.AsSpan(length));
                i += count - 1;
            }
        }

        decoded = Encoding.UTF8.GetString(bytes, 0, length);
        return true;
    }

    private static int Digit(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
