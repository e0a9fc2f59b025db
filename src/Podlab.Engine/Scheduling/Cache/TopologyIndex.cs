using Podlab.Api;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>Numbers for label keys and their values, so that counting pods by zone or host is adding in arrays.</summary>
public sealed class TopologyIndex
{
    private readonly Dictionary<string, int> keys = new(StringComparer.Ordinal);
    private readonly List<Dictionary<string, int>> values = [];

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
        return key;
    }

    /// <summary>The numbers of a node's values, -1 where it lacks the label.</summary>
    public int[] ValuesOf(ValueMap<string> labels)
    {
        var result = new int[values.Count];
        foreach (var (name, key) in keys) result[key] = labels.TryGetValue(name, out var value) ? NumberOf(key, value) : -1;
        return result;
    }

    private int NumberOf(int key, string value)
    {
        if (!values[key].TryGetValue(value, out var number)) values[key].Add(value, number = values[key].Count);
        return number;
    }
}
