using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Podlab.Api;

/// <summary>
/// An immutable map from text to values, sorted by key in ordinal order, equal when its entries are. The default value is absent;
/// <see cref="ValueMap{TValue}.Empty"/> is present and empty.
/// </summary>
/// <remarks>An array, searched by halves: labels, annotations and resource lists are small and far more often read than changed.</remarks>
public readonly struct ValueMap<TValue> : IReadOnlyDictionary<string, TValue>, IEquatable<ValueMap<TValue>>
{
    private readonly KeyValuePair<string, TValue>[]? entries;

    private ValueMap(KeyValuePair<string, TValue>[]? entries) => this.entries = entries;

    public static ValueMap<TValue> Empty { get; } = new([]);

    /// <summary>Whether the field is not there at all, unlike an empty map.</summary>
    public bool IsAbsent => entries is null;

    public bool IsEmpty => entries is null || entries.Length == 0;

    public int Count => entries?.Length ?? 0;

    /// <summary>Whether both are the very same map, not only equal ones.</summary>
    public bool IsSameAs(ValueMap<TValue> other) => ReferenceEquals(entries, other.entries);

    public IEnumerable<string> Keys => (entries ?? []).Select(entry => entry.Key);

    public IEnumerable<TValue> Values => (entries ?? []).Select(entry => entry.Value);

    public TValue this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no key \"{key}\".");

    /// <summary>Makes a map of entries in any order; of equal keys the last one holds.</summary>
    public static ValueMap<TValue> From(IEnumerable<KeyValuePair<string, TValue>> source)
    {
        var sorted = source.ToArray();
        // Array.Sort is not stable, so "the last one holds" needs the position as second key.
        var order = Enumerable.Range(0, sorted.Length).ToArray();
        Array.Sort(order, (a, b) => string.CompareOrdinal(sorted[a].Key, sorted[b].Key) is var c and not 0 ? c : a.CompareTo(b));
        var result = new List<KeyValuePair<string, TValue>>(sorted.Length);
        foreach (var index in order)
        {
            if (result.Count > 0 && result[^1].Key == sorted[index].Key) result[^1] = sorted[index];
            else result.Add(sorted[index]);
        }

        return new ValueMap<TValue>([.. result]);
    }

    public ReadOnlySpan<KeyValuePair<string, TValue>> AsSpan() => entries;

    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out TValue value)
    {
        var index = IndexOf(key);
        value = index >= 0 ? entries![index].Value : default;
        return index >= 0;
    }

    public TValue? GetValueOrDefault(string key) => TryGetValue(key, out var value) ? value : default;

    public ValueMap<TValue> Set(string key, TValue value)
    {
        var index = IndexOf(key);
        var entry = KeyValuePair.Create(key, value);
        if (index >= 0)
        {
            var copy = AsSpan().ToArray();
            copy[index] = entry;
            return new ValueMap<TValue>(copy);
        }

        return new ValueMap<TValue>([.. AsSpan()[..~index], entry, .. AsSpan()[~index..]]);
    }

    public ValueMap<TValue> Remove(string key)
    {
        var index = IndexOf(key);
        return index < 0 ? this : new ValueMap<TValue>([.. AsSpan()[..index], .. AsSpan()[(index + 1)..]]);
    }

    public ReadOnlySpan<KeyValuePair<string, TValue>>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<KeyValuePair<string, TValue>> IEnumerable<KeyValuePair<string, TValue>>.GetEnumerator() =>
        ((IEnumerable<KeyValuePair<string, TValue>>)(entries ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (entries ?? []).GetEnumerator();

    public bool Equals(ValueMap<TValue> other)
    {
        if (ReferenceEquals(entries, other.entries)) return true;
        if (Count != other.Count) return false;
        for (var i = 0; i < Count; i++)
        {
            if (entries![i].Key != other.entries![i].Key || !EqualityComparer<TValue>.Default.Equals(entries[i].Value, other.entries[i].Value)) return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is ValueMap<TValue> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var entry in AsSpan())
        {
            hash.Add(entry.Key);
            hash.Add(entry.Value);
        }

        return hash.ToHashCode();
    }

    public static bool operator ==(ValueMap<TValue> left, ValueMap<TValue> right) => left.Equals(right);

    public static bool operator !=(ValueMap<TValue> left, ValueMap<TValue> right) => !left.Equals(right);

    /// <summary>The entry's index, or the complement of where it would stand.</summary>
    private int IndexOf(string key)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = string.CompareOrdinal(entries![middle].Key, key);
            if (order == 0) return middle;
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }

        return ~low;
    }
}

public static class ValueMap
{
    public static ValueMap<TValue> ToValueMap<TValue>(this IEnumerable<KeyValuePair<string, TValue>> entries) => ValueMap<TValue>.From(entries);

    /// <summary>For literals: <c>ValueMap.Of(("app", "web"), ("tier", "front"))</c>.</summary>
    public static ValueMap<TValue> Of<TValue>(params ReadOnlySpan<(string Key, TValue Value)> entries)
    {
        var list = new List<KeyValuePair<string, TValue>>(entries.Length);
        foreach (var (key, value) in entries) list.Add(KeyValuePair.Create(key, value));
        return ValueMap<TValue>.From(list);
    }
}
