using System.Globalization;
using System.Text;
using Podlab.Api.Model;
using Podlab.Api.Schemas;

namespace Podlab.Api.Json;

/// <summary>Collects what decoding finds and knows where it stands. Paths are only rendered when something is wrong.</summary>
/// <param name="kind">The kind of the object at the root, so that a wrong type is told with the names of Go's types; null where it has none.</param>
public sealed class DecodeLog(GroupVersionKind? kind = null)
{
    private readonly List<(string? Field, int Index)> path = [];
    private List<DecodeIssue>? issues;

    public IReadOnlyList<DecodeIssue> Issues => issues ?? [];

    /// <summary>Whether something was found that makes the object unusable, strict or not.</summary>
    public bool HasErrors => issues?.Exists(issue => issue.Kind is DecodeIssueKind.WrongType or DecodeIssueKind.InvalidValue) ?? false;

    public string Path => Render(null);

    internal void Push(string field) => path.Add((field, 0));

    internal void Push(int index) => path.Add((null, index));

    internal void Pop() => path.RemoveAt(path.Count - 1);

    internal void Unknown(string name, IReadOnlyList<string> known)
    {
        var full = Render(name);
        Add(new DecodeIssue(DecodeIssueKind.UnknownField, full, $"unknown field \"{full}\"", known));
    }

    internal void Duplicate(string name)
    {
        var full = Render(name);
        Add(new DecodeIssue(DecodeIssueKind.DuplicateField, full, $"duplicate field \"{full}\"", []));
    }

    internal void WrongType(string found, string expected)
    {
        var root = kind is { } known ? SchemaCatalog.Default.Find(known) : null;
        var place = GoPlace.Find(root, path.Select(step => step.Field));
        var where = root is null ? $"struct field {Path}" : path.Count == 0 ? "value" : $"struct field {place.Owner}.{place.Path}";
        Add(new DecodeIssue(DecodeIssueKind.WrongType, Path, $"json: cannot unmarshal {found} into Go {where} of type {place.TypeOr(expected)}", []));
    }

    internal void Invalid(string message) => Add(new DecodeIssue(DecodeIssueKind.InvalidValue, Path, message, []));

    private void Add(DecodeIssue issue) => (issues ??= []).Add(issue);

    private string Render(string? last)
    {
        var text = new StringBuilder();
        foreach (var (field, index) in path)
        {
            if (field is null) text.Append('[').Append(index.ToString(CultureInfo.InvariantCulture)).Append(']');
            else text.Append(text.Length > 0 ? "." : "").Append(field);
        }

        if (last is not null) text.Append(text.Length > 0 ? "." : "").Append(last);
        return text.ToString();
    }
}
