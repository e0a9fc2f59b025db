using System.Text.Json.Nodes;
using Podlab.Api.Schemas;

namespace Podlab.Api.Apply;

/// <summary>
/// A set of paths into an object, as a tree. A path is in the set when its node is a member, whether or not longer paths are in it as well.
/// Sets share their branches: a set that another one was made of takes no more paths.
/// </summary>
/// <remarks>Follows sigs.k8s.io/structured-merge-diff/v6/fieldpath/set.go.</remarks>
internal sealed class FieldSet
{
    private static readonly FieldSet Empty = new();
    private readonly Dictionary<string, Node> nodes = new(StringComparer.Ordinal);

    public bool IsEmpty => nodes.Count == 0;

    private IEnumerable<KeyValuePair<string, Node>> Sorted => nodes.OrderBy(pair => pair.Key, StringComparer.Ordinal);

    public static FieldSet Of(params ReadOnlySpan<string[]> paths)
    {
        var set = new FieldSet();
        foreach (var path in paths) set.Insert(path.Select(PathElement.Field));
        return set;
    }

    /// <summary>Reads the form that managed fields have.</summary>
    public static FieldSet Read(JsonObject fields)
    {
        var set = new FieldSet();
        foreach (var (element, value) in fields)
        {
            if (element == "." || element.Length < 2 || element[1] != ':') continue;
            var inner = value as JsonObject ?? [];
            set.nodes[element] = new Node(inner.Count == 0 || inner.ContainsKey("."), Read(inner));
        }

        return set;
    }

    public JsonObject Write()
    {
        var fields = new JsonObject();
        foreach (var (element, node) in Sorted)
        {
            var inner = node.Children.Write();
            if (node.IsMember && inner.Count > 0) inner.Insert(0, ".", new JsonObject());
            fields[element] = inner;
        }

        return fields;
    }

    public void Insert(IEnumerable<string> path)
    {
        var set = this;
        string? last = null;
        foreach (var element in path)
        {
            if (last is not null) set = set.ChildOf(last);
            last = element;
        }

        if (last is null) return;
        set.nodes[last] = set.nodes.TryGetValue(last, out var node) ? node with { IsMember = true } : new Node(true, new FieldSet());
    }

    public bool Has(string element) => nodes.TryGetValue(element, out var node) && node.IsMember;

    /// <summary>What of the set lies below an element.</summary>
    public FieldSet Below(string element) => nodes.TryGetValue(element, out var node) ? node.Children : Empty;

    public FieldSet Union(FieldSet other)
    {
        if (IsEmpty || ReferenceEquals(this, other)) return other;
        if (other.IsEmpty) return this;
        var result = new FieldSet();
        foreach (var (element, node) in nodes)
        {
            result.nodes[element] = other.nodes.TryGetValue(element, out var theirs) ? new Node(node.IsMember || theirs.IsMember, node.Children.Union(theirs.Children)) : node;
        }

        foreach (var (element, node) in other.nodes) result.nodes.TryAdd(element, node);
        return result;
    }

    public FieldSet Intersection(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty) return Empty;
        var result = new FieldSet();
        foreach (var (element, node) in nodes)
        {
            if (other.nodes.TryGetValue(element, out var theirs)) result.Put(element, node.IsMember && theirs.IsMember, node.Children.Intersection(theirs.Children));
        }

        return result;
    }

    /// <summary>Without the other's paths; what lies below them stays.</summary>
    public FieldSet Difference(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty) return this;
        var result = new FieldSet();
        foreach (var (element, node) in nodes)
        {
            if (other.nodes.TryGetValue(element, out var theirs)) result.Put(element, node.IsMember && !theirs.IsMember, node.Children.Difference(theirs.Children));
            else result.nodes[element] = node;
        }

        return result;
    }

    /// <summary>Without the other's paths and all that lies below them.</summary>
    public FieldSet Without(FieldSet other)
    {
        if (IsEmpty || other.IsEmpty) return this;
        var result = new FieldSet();
        foreach (var (element, node) in nodes)
        {
            if (!other.Has(element)) result.Put(element, node.IsMember, node.Children.Without(other.Below(element)));
        }

        return result;
    }

    /// <summary>With the named fields on the way to longer paths as members, so that removing a path can remove an emptied struct.</summary>
    public FieldSet WithNamedFields(Schema? schema)
    {
        var result = new FieldSet();
        foreach (var (element, node) in nodes)
        {
            var name = PathElement.FieldName(element);
            var named = name is not null && schema?.Properties.ContainsKey(name) == true;
            var inner = name is null ? schema?.Items : schema?.Field(name);
            result.Put(element, node.IsMember || (named && !node.Children.IsEmpty), node.Children.WithNamedFields(inner));
        }

        return result;
    }

    public bool SameAs(FieldSet other) =>
        nodes.Count == other.nodes.Count
        && nodes.All(pair => other.nodes.TryGetValue(pair.Key, out var node) && node.IsMember == pair.Value.IsMember && node.Children.SameAs(pair.Value.Children));

    /// <summary>The paths, shorter ones first.</summary>
    public IEnumerable<string[]> Paths()
    {
        foreach (var (element, node) in Sorted)
        {
            if (node.IsMember) yield return [element];
        }

        foreach (var (element, node) in Sorted)
        {
            foreach (var path in node.Children.Paths()) yield return [element, .. path];
        }
    }

    private void Put(string element, bool isMember, FieldSet children)
    {
        if (isMember || !children.IsEmpty) nodes[element] = new Node(isMember, children);
    }

    private FieldSet ChildOf(string element)
    {
        if (!nodes.TryGetValue(element, out var node)) nodes[element] = node = new Node(false, new FieldSet());
        return node.Children;
    }

    private sealed record Node(bool IsMember, FieldSet Children);
}
