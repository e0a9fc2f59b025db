using System.Text;
using System.Text.Unicode;

namespace Podlab.Api.Json;

/// <summary>Text that is no Unicode, as Go's JSON decoder takes it: each wrong byte and each half of a surrogate pair reads as U+FFFD.</summary>
/// <remarks>Follows encoding/json/decode.go, unquoteBytes.</remarks>
public static class GoUtf8
{
    private static ReadOnlySpan<byte> Replacement => "fffd"u8;

    /// <summary>The same memory where nothing is wrong.</summary>
    public static ReadOnlyMemory<byte> Repair(ReadOnlyMemory<byte> json)
    {
        if (!Utf8.IsValid(json.Span)) json = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json.Span));
        return json.Span.IndexOf("\\u"u8) < 0 ? json : WithoutHalves(json);
    }

    private static ReadOnlyMemory<byte> WithoutHalves(ReadOnlyMemory<byte> json)
    {
        byte[]? repaired = null;
        var span = json.Span;
        for (var at = 0; at + 1 < span.Length; at++)
        {
            if (span[at] != '\\') continue;
            var unit = Unit(span, at);
            if (unit is >= 0xD800 and < 0xDC00 && Unit(span, at + 6) is >= 0xDC00 and < 0xE000)
            {
                at += 11;
                continue;
            }
            if (unit is >= 0xD800 and < 0xE000) Replacement.CopyTo((repaired ??= json.ToArray()).AsSpan(at + 2));
            at += unit < 0 ? 1 : 5;
        }
        return repaired ?? json;
    }

    /// <summary>What an escape of four hexadecimal digits stands for; -1 where none stands.</summary>
    private static int Unit(ReadOnlySpan<byte> json, int at)
    {
        if (at + 6 > json.Length || json[at] != '\\' || json[at + 1] != 'u') return -1;
        var value = 0;
        foreach (var digit in json.Slice(at + 2, 4))
        {
            if (!char.IsAsciiHexDigit((char)digit)) return -1;
            value = (value * 16) + (char.IsAsciiDigit((char)digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }
        return value;
    }
}
