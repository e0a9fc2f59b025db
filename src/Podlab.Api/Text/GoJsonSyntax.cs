using System.Text;

namespace Podlab.Api;

/// <summary>Says about text that is no JSON what Go's decoder says.</summary>
/// <remarks>Follows encoding/json/scanner.go, which sigs.k8s.io/json keeps; its own limit of nesting is 10,000.</remarks>
public static class GoJsonSyntax
{
    private const int MaxNesting = 10_000;
    private const string Ended = "unexpected end of JSON input";

    private enum Place
    {
        Value,
        ValueOrEnd,
        Key,
        KeyOrEnd,
        AfterKey,
        AfterFieldValue,
        AfterElement,
        Done,
    }

    /// <returns>Null for one well-formed value.</returns>
    public static string? Complaint(ReadOnlySpan<byte> json)
    {
        // Whether each open bracket is an object's.
        var open = new Stack<bool>();
        var place = Place.Value;
        for (var at = 0; ;)
        {
            while (at < json.Length && json[at] is 0x20 or 0x09 or 0x0A or 0x0D) at++;
            if (at >= json.Length) return place == Place.Done ? null : Ended;
            var c = json[at];
            switch (place)
            {
                case Place.Done:
                    return Invalid(c, "after top-level value");
                case Place.AfterKey when c == ':':
                    place = Place.Value;
                    at++;
                    continue;
                case Place.AfterKey:
                    return Invalid(c, "after object key");
                case Place.AfterFieldValue when c == ',':
                    place = Place.Key;
                    at++;
                    continue;
                case Place.AfterFieldValue when c != '}':
                    return Invalid(c, "after object key:value pair");
                case Place.AfterElement when c == ',':
                    place = Place.Value;
                    at++;
                    continue;
                case Place.AfterElement when c != ']':
                    return Invalid(c, "after array element");
                case Place.Key or Place.KeyOrEnd when c == '"':
                    if (Text(json, ref at) is { } wrongKey) return wrongKey;
                    place = Place.AfterKey;
                    continue;
                case Place.Key:
                case Place.KeyOrEnd when c != '}':
                    return Invalid(c, "looking for beginning of object key string");
            }
            if (c is (byte)'}' or (byte)']' && place is Place.AfterFieldValue or Place.AfterElement or Place.KeyOrEnd or Place.ValueOrEnd && open.Peek() == (c == '}'))
            {
                open.Pop();
                at++;
                place = After(open);
            }
            else if (c is (byte)'{' or (byte)'[')
            {
                open.Push(c == '{');
                if (open.Count > MaxNesting) return "exceeded max depth";
                at++;
                place = c == '{' ? Place.KeyOrEnd : Place.ValueOrEnd;
            }
            else
            {
                if (Scalar(json, ref at) is { } wrong) return wrong;
                place = After(open);
            }
        }
    }

    private static Place After(Stack<bool> open) => open.TryPeek(out var isObject) ? isObject ? Place.AfterFieldValue : Place.AfterElement : Place.Done;

    private static string? Scalar(ReadOnlySpan<byte> json, ref int at) => json[at] switch
    {
        (byte)'"' => Text(json, ref at),
        (byte)'t' => Word(json, ref at, "true"),
        (byte)'f' => Word(json, ref at, "false"),
        (byte)'n' => Word(json, ref at, "null"),
        (byte)'-' or (>= (byte)'0' and <= (byte)'9') => Number(json, ref at),
        var other => Invalid(other, "looking for beginning of value"),
    };

    private static string? Text(ReadOnlySpan<byte> json, ref int at)
    {
        for (at++; at < json.Length; at++)
        {
            var c = json[at];
            if (c == '"')
            {
                at++;
                return null;
            }
            if (c < 0x20) return Invalid(c, "in string literal");
            if (c != '\\') continue;
            if (++at >= json.Length) return Ended;
            if (json[at] == 'u')
            {
                for (var digit = 0; digit < 4; digit++)
                {
                    if (++at >= json.Length) return Ended;
                    if (!char.IsAsciiHexDigit((char)json[at])) return Invalid(json[at], "in \\u hexadecimal character escape");
                }
            }
            else if (!"bfnrt\\/\""u8.Contains(json[at]))
            {
                return Invalid(json[at], "in string escape code");
            }
        }
        return Ended;
    }

    private static string? Word(ReadOnlySpan<byte> json, ref int at, string word)
    {
        foreach (var letter in word)
        {
            if (at >= json.Length) return Ended;
            if (json[at] != letter) return Invalid(json[at], $"in literal {word} (expecting '{letter}')");
            at++;
        }
        return null;
    }

    private static string? Number(ReadOnlySpan<byte> json, ref int at)
    {
        if (json[at] == '-')
        {
            at++;
            if (at >= json.Length) return Ended;
            if (!IsDigit(json[at])) return Invalid(json[at], "in numeric literal");
        }
        if (json[at] == '0') at++;
        else Digits(json, ref at);
        if (at < json.Length && json[at] == '.')
        {
            at++;
            if (at >= json.Length) return Ended;
            if (!IsDigit(json[at])) return Invalid(json[at], "after decimal point in numeric literal");
            Digits(json, ref at);
        }
        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-') at++;
            if (at >= json.Length) return Ended;
            if (!IsDigit(json[at])) return Invalid(json[at], "in exponent of numeric literal");
            Digits(json, ref at);
        }
        return null;
    }

    private static void Digits(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length && IsDigit(json[at])) at++;
    }

    private static bool IsDigit(byte c) => c is >= (byte)'0' and <= (byte)'9';

    private static string Invalid(byte c, string where)
    {
        var shown = c switch
        {
            (byte)'\'' => "'\\''",
            (byte)'"' => "'\"'",
            _ => "'" + GoText.Quote(Encoding.Latin1.GetString([c]))[1..^1] + "'",
        };
        return $"invalid character {shown} {where}";
    }
}
