namespace Podlab.Api;

/// <summary>Where Go's base64 decoder stops.</summary>
/// <remarks>Follows encoding/base64/base64.go, StdEncoding: line ends are skipped, padding is needed.</remarks>
internal static class GoBase64
{
    /// <returns>Go's error; null for text that it decodes.</returns>
    public static string? Complaint(ReadOnlySpan<char> text)
    {
        var at = 0;
        while (at < text.Length)
        {
            for (var j = 0; j < 4; j++)
            {
                if (at == text.Length)
                {
                    if (j == 0) return null;
                    return Corrupt(at - j);
                }
                var c = text[at++];
                if (char.IsAsciiLetterOrDigit(c) || c is '+' or '/') continue;
                if (c is '\n' or '\r')
                {
                    j--;
                    continue;
                }
                if (c != '=' || j < 2) return Corrupt(at - 1);
                at = SkipBreaks(text, at);
                if (j == 2)
                {
                    if (at == text.Length) return Corrupt(text.Length);
                    if (text[at] != '=') return Corrupt(at);
                    at = SkipBreaks(text, at + 1);
                }
                return at < text.Length ? Corrupt(at) : null;
            }
        }
        return null;
    }

    private static int SkipBreaks(ReadOnlySpan<char> text, int at)
    {
        while (at < text.Length && (text[at] is '\n' or '\r')) at++;
        return at;
    }

    private static string Corrupt(int offset) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"illegal base64 data at input byte {offset}");
}
