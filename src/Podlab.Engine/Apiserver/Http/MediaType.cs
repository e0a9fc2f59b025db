using System.Globalization;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>One type of an Accept or Content-Type header.</summary>
internal sealed record MediaType(string Name, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    public static MediaType Json { get; } = new("application/json", []);

    public double Quality => Parameter("q") is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var quality) ? quality : 1;

    public static MediaType Parse(string text)
    {
        var parts = text.Split(';');
        var parameters = new List<KeyValuePair<string, string>>();
        foreach (var part in parts.Skip(1))
        {
            var mark = part.IndexOf('=');
            if (mark > 0) parameters.Add(KeyValuePair.Create(part[..mark].Trim().ToLowerInvariant(), part[(mark + 1)..].Trim().Trim('"')));
        }

        return new MediaType(parts[0].Trim().ToLowerInvariant(), parameters);
    }

    public string? Parameter(string name)
    {
        foreach (var (key, value) in Parameters)
        {
            if (key == name) return value;
        }

        return null;
    }
}
