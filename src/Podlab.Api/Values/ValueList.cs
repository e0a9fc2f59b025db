using System.Collections;
using System.Runtime.CompilerServices;

namespace Podlab.Api;

/// <summary>
/// An immutable list that is equal when its elements are. The default value is absent (the field is not in the object); <c>[]</c> is present and empty.
/// Reading an absent list gives no elements, so nobody has to ask for null first.
/// </summary>
[CollectionBuilder(typeof(ValueList), nameof(ValueList.Create))]
public readonly struct ValueList<T> : IReadOnlyList<T>, IEquatable<ValueList<T>>
{
    private readonly T[]? items;

    internal ValueList(T[]? items) => this.items = items;

    /// <summary>Whether the field is not there at all, unlike an empty list.</summary>
    public bool IsAbsent => items is null;

    public bool IsEmpty => items is null || items.Length == 0;

    public int Count => items?.Length ?? 0;

    public T this[int index] => (items ?? [])[index];

    public ReadOnlySpan<T> AsSpan() => items;

    public ValueList<T> Add(T item) => new([.. AsSpan(), item]);

    /// <summary>A copy with the element at <paramref name="index"/> replaced.</summary>
    public ValueList<T> SetItem(int index, T item)
    {
        var copy = AsSpan().ToArray();
        copy[index] = item;
        return new ValueList<T>(copy);
    }

    public ValueList<TOut> Map<TOut>(Func<T, TOut> map) => items is null ? default : new ValueList<TOut>(Array.ConvertAll(items, new Converter<T, TOut>(map)));

    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (items ?? []).GetEnumerator();

    public bool Equals(ValueList<T> other) => ReferenceEquals(items, other.items) || AsSpan().SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var item in AsSpan()) hash.Add(item);
        return hash.ToHashCode();
    }

    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);
}

public static class ValueList
{
    public static ValueList<T> Create<T>(ReadOnlySpan<T> items) => new(items.ToArray());

    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => new(items.ToArray());
}
