using System.Text;

namespace Podlab.Engine.Apiserver.Requests;

/// <summary>The part of a URL behind the question mark. A name may come more than once; names are case-sensitive.</summary>
/// <remarks>Follows Go's net/url Values: a pair that cannot be decoded is left out.</remarks>
internal sealed class QueryString
{
    private readonly List<KeyValuePair<string, string>> pairs = [];

    public static QueryString Empty { get; } = new("");

    public QueryString(string text)
    {
        foreach (var part in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part.Contains(';')) continue;
            var mark = part.IndexOf('=');
            var name = mark < 0 ? part : part[..mark];
            var value = mark < 0 ? "" : part[(mark + 1)..];
            if (PercentEncoding.TryDecode(name, plusIsSpace: true, out var key) && PercentEncoding.TryDecode(value, plusIsSpace: true, out var decoded))
                pairs.Add(KeyValuePair.Create(key, decoded));
        }
    }

    /// <summary>The same query with one more pair.</summary>
    public QueryString With(string name, string value)
    {
        var result = new QueryString("");
        result.pairs.AddRange(pairs);
        result.pairs.Add(KeyValuePair.Create(name, value));
        return result;
    }

    public bool Has(string name) => pairs.Exists(pair => pair.Key == name);

    /// <summary>The first value; null where the name is not there.</summary>
    public string? First(string name)
    {
        foreach (var (key, value) in pairs)
        {
            if (key == name) return value;
        }

        return null;
    }

    public IEnumerable<string> All(string name) => pairs.Where(pair => pair.Key == name).Select(pair => pair.Value);

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (key, value) in pairs)
            text.Append(text.Length == 0 ? "" : "&").Append(Uri.EscapeDataString(key)).Append('=').Append(Uri.EscapeDataString(value));
        return text.ToString();
    }
}
