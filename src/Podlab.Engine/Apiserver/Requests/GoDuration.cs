namespace Podlab.Engine.Apiserver.Requests;

internal static class GoDuration
{
    /// <summary>Whether Go's time.ParseDuration takes the text: <c>1h15m</c>, <c>-1.5s</c>, <c>0</c>.</summary>
    public static bool IsValid(string text)
    {
        var rest = text.AsSpan().TrimStart("+-");
        if (text.Length - rest.Length > 1) return false;
        if (rest is "0") return true;
        if (rest.IsEmpty) return false;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExcept("0123456789.");
            if (digits <= 0 || rest[..digits].Count('.') > 1 || rest[..digits] is ".") return false;
            rest = rest[digits..];
            var unit = rest.IndexOfAny("0123456789.");
            var name = unit < 0 ? rest : rest[..unit];
            if (name is not ("ns" or "us" or "µs" or "μs" or "ms" or "s" or "m" or "h")) return false;
            rest = rest[name.Length..];
        }

        return true;
    }
}
