using System.Text;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>Numbers for the sets of taints that nodes have: thousands of nodes have few different ones, and a pod is asked about each once. 0 is the empty set.</summary>
public sealed class TaintSets
{
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal) { [""] = 0 };
    private readonly List<ValueList<Taint>> sets = [default];

    public int Count => sets.Count;

    public ValueList<Taint> this[int number] => sets[number];

    internal int NumberOf(ValueList<Taint> taints)
    {
        if (taints.IsEmpty) return 0;
        var key = new StringBuilder();
        foreach (var taint in taints) key.Append(taint.Key).Append('=').Append(taint.Value).Append(':').Append(taint.Effect).Append(',');
        var text = key.ToString();
        if (numbers.TryGetValue(text, out var number)) return number;
        sets.Add(taints);
        numbers.Add(text, sets.Count - 1);
        return sets.Count - 1;
    }
}
