namespace Podlab.Engine.Controllers.History;

/// <summary>A field of a Go struct.</summary>
/// <param name="Type">As the table of types writes it.</param>
/// <param name="IsInline">An embedded struct: in JSON its fields are the outer one's.</param>
internal sealed record GoField(string Name, string JsonName, string Type, bool IsInline)
{
    /// <summary>Reads a table of types, a line each: <c>TYPE: FIELD TYPE, FIELD=JSON TYPE, …</c>.</summary>
    public static Dictionary<string, GoField[]> ReadTypes(string resource)
    {
        using var stream = typeof(GoField).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not embedded");
        using var reader = new StreamReader(stream);
        var types = new Dictionary<string, GoField[]>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.Split(": ", 2) is not [var type, var fields]) continue;
            types.Add(type, [.. fields.Split(", ").Select(Parse)]);
        }

        return types;
    }

    private static GoField Parse(string text)
    {
        var parts = text.Split(' ', 2);
        var names = parts[0].Split('=', 2);
        return new GoField(names[0], names.Length > 1 ? names[1] : LowerCamel(names[0]), parts[1], parts[1] == "inline");
    }

    /// <summary>DNSPolicy is dnsPolicy, HostPID hostPID, TTY tty.</summary>
    private static string LowerCamel(string name)
    {
        var capitals = 0;
        while (capitals < name.Length && char.IsAsciiLetterUpper(name[capitals])) capitals++;
        var lowered = capitals == name.Length || capitals == 1 ? capitals : capitals - 1;
        return string.Concat(name.AsSpan(0, lowered).ToString().ToLowerInvariant(), name.AsSpan(lowered));
    }
}
