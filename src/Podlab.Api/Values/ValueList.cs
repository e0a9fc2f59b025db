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
    // The elements, or what makes them when they are asked for.
    private readonly object? source;

    internal ValueList(T[]? items) => source = items;

    private ValueList(DeferredList<T> deferred) => source = deferred;

    /// <summary>What the elements come from where they are made on demand, else null.</summary>
    public DeferredList<T>? Deferred => source as DeferredList<T>;

    private T[]? Items => source is T[] array ? array : (source as DeferredList<T>)?.Items;

    /// <summary>A list whose elements are made when first asked for.</summary>
    public static ValueList<T> Later(DeferredList<T> deferred) => new(deferred);

    /// <summary>Whether both are the very same list, found out without making it.</summary>
    public bool IsSameAs(ValueList<T> other) => ReferenceEquals(source, other.source);

    /// <summary>Whether the field is not there at all, unlike an empty list.</summary>
    public bool IsAbsent => Items is null;

    public bool IsEmpty => Items is not { Length: > 0 };

    public int Count => Items?.Length ?? 0;

    public T this[int index] => (Items ?? [])[index];

    public ReadOnlySpan<T> AsSpan() => Items;

    public ValueList<T> Add(T item) => new([.. AsSpan(), item]);

    /// <summary>A copy with the element at <paramref name="index"/> replaced.</summary>
    public ValueList<T> SetItem(int index, T item)
    {
        var copy = AsSpan().ToArray();
        copy[index] = item;
        return new ValueList<T>(copy);
    }

    public ValueList<TOut> Map<TOut>(Func<T, TOut> map) => Items is null ? default : new ValueList<TOut>(Array.ConvertAll(Items, new Converter<T, TOut>(map)));

    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(Items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (Items ?? []).GetEnumerator();

    public bool Equals(ValueList<T> other) => ReferenceEquals(source, other.source) || AsSpan().SequenceEqual(other.AsSpan());

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

    /// <summary>A list of the very array, which the caller has made for it and does not touch any more.</summary>
    public static ValueList<T> Own<T>(T[] items) => new(items);

    public static ValueList<T> ToValueList<T>(this IEnumerable<T> items) => new(items.ToArray());
}
