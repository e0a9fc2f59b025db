using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Podlab.Notebooks.Documents;

/// <summary>
/// The forms of one output by MIME type, in the order of the types' names. A JSON type holds its JSON as text in the stable form.
/// Two bundles with the same forms are equal.
/// </summary>
public sealed class MimeBundle : IReadOnlyDictionary<string, string>, IEquatable<MimeBundle>
{
    public const string PlainText = "text/plain";
    public const string Html = "text/html";
    public const string Svg = "image/svg+xml";

    private readonly SortedDictionary<string, string> forms;

    public MimeBundle(IEnumerable<KeyValuePair<string, string>> forms)
    {
        this.forms = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (type, content) in forms) this.forms[type] = content;
    }

    /// <summary>Text, with a picture of it when there is one.</summary>
    public static MimeBundle Of(string text, string? html = null, string? svg = null)
    {
        var forms = new List<KeyValuePair<string, string>> { new(PlainText, text) };
        if (html is not null) forms.Add(new(Html, html));
        if (svg is not null) forms.Add(new(Svg, svg));
        return new MimeBundle(forms);
    }

    /// <summary>Whether the form is stored as JSON and not as a string.</summary>
    public static bool IsJson(string type) => type == "application/json" || type.EndsWith("+json", StringComparison.Ordinal);

    /// <summary>Whether the form is stored as an array of lines.</summary>
    public static bool IsText(string type) =>
        type.StartsWith("text/", StringComparison.Ordinal) || type is Svg or "application/javascript";

    public int Count => forms.Count;

    public IEnumerable<string> Keys => forms.Keys;

    public IEnumerable<string> Values => forms.Values;

    public string this[string type] => forms[type];

    public bool ContainsKey(string type) => forms.ContainsKey(type);

    public bool TryGetValue(string type, [MaybeNullWhen(false)] out string content) => forms.TryGetValue(type, out content);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => forms.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(MimeBundle? other) => other is not null && forms.SequenceEqual(other.forms);

    public override bool Equals(object? obj) => Equals(obj as MimeBundle);

    public override int GetHashCode() => forms.Aggregate(0, (hash, form) => HashCode.Combine(hash, form.Key, form.Value));
}
