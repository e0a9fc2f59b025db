using Podlab.Api;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>Numbers for label keys and their values, so that counting pods by zone or host is adding in arrays.</summary>
/// <remarks>The values of a key lie beside each other, by the nodes' slots: who asks every node reads one array.</remarks>
public sealed class TopologyIndex
{
    private readonly Dictionary<string, int> keys = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, int>> values = [];
    private int[][] columns = [];
    private int capacity = 16;

    public int KeyCount => values.Count;

    /// <summary>How many values of a key have been seen; their numbers are smaller.</summary>
    public int ValueCount(int key) => values[key].Count;

    /// <summary>The key's number; <paramref name="isNew"/> when nobody asked for it before.</summary>
    public int KeyOf(string name, out bool isNew)
    {
        isNew = !keys.TryGetValue(name, out var key);
        if (!isNew) return key;
        key = values.Count;
        keys.Add(name, key);
        values.Add(new Dictionary<string, int>(StringComparer.Ordinal));
        var column = new int[capacity];
        Array.Fill(column, -1);
        columns = [.. columns, column];
        return key;
    }

    /// <summary>The number of the value that the node of this slot has, -1 where it lacks the label.</summary>
    internal int ValueAt(int key, int slot) => columns[key][slot];

    /// <summary>Notes the labels of the node of this slot.</summary>
    internal void Set(int slot, ValueMap<string> labels)
    {
        if (slot >= capacity)
        {
            var before = capacity;
            capacity = Math.Max(slot + 1, capacity * 2);
            for (var key = 0; key < columns.Length; key++)
            {
                Array.Resize(ref columns[key], capacity);
                columns[key].AsSpan(before).Fill(-1);
            }
        }

        foreach (var (name, key) in keys) columns[key][slot] = labels.TryGetValue(name, out var value) ? NumberOf(key, value) : -1;
    }

    private int NumberOf(int key, string value)
    {
        if (!values[key].TryGetValue(value, out var number)) values[key].Add(value, number = values[key].Count);
        return number;
    }
}
