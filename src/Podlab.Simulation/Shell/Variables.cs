namespace Podlab.Simulation.Shell;

/// <summary>A shell variable. A null value: declared (exported, read-only) but not set.</summary>
public sealed record Variable(string? Value, bool Exported = false, bool ReadOnly = false);

/// <summary>The variables of one shell, with the frames of local ones on top.</summary>
public sealed class Variables
{
    private readonly Dictionary<string, Variable> values = new(StringComparer.Ordinal);
    private readonly List<string> order = [];
    private readonly Stack<List<(string Name, Variable? Before)>> frames = new();

    public Variables()
    {
    }

    public Variables(Variables other)
    {
        foreach (var name in other.order) Put(name, other.values[name]);
    }

    /// <summary>Names in the order in which they were first set.</summary>
    public IEnumerable<string> Names => order;

    public bool InFunction => frames.Count > 0;

    public Variable? Find(string name) => values.GetValueOrDefault(name);

    public string? Get(string name) => values.TryGetValue(name, out var variable) ? variable.Value : null;

    /// <summary>False when it is read-only.</summary>
    public bool Set(string name, string value, bool export = false)
    {
        if (values.TryGetValue(name, out var old))
        {
            if (old.ReadOnly) return false;
            values[name] = old with { Value = value, Exported = old.Exported || export };
            return true;
        }

        Put(name, new Variable(value, export));
        return true;
    }

    public void Put(string name, Variable variable)
    {
        if (!values.ContainsKey(name)) order.Add(name);
        values[name] = variable;
    }

    public bool Unset(string name)
    {
        if (!values.TryGetValue(name, out var old)) return true;
        if (old.ReadOnly) return false;
        values.Remove(name);
        order.Remove(name);
        return true;
    }

    public void PushFrame() => frames.Push([]);

    /// <summary>Remembers what a name was, to be put back when the frame ends.</summary>
    public void Remember(string name)
    {
        var frame = frames.Peek();
        if (frame.Exists(entry => entry.Name == name)) return;
        frame.Add((name, Find(name)));
    }

    public void PopFrame()
    {
        foreach (var (name, before) in Enumerable.Reverse(frames.Pop()))
        {
            if (before is not null)
            {
                Put(name, before);
            }
            else if (values.Remove(name))
            {
                order.Remove(name);
            }
        }
    }

    public List<KeyValuePair<string, string>> Exported()
    {
        var result = new List<KeyValuePair<string, string>>();
        foreach (var name in order)
            if (values[name] is { Exported: true, Value: { } value }) result.Add(new(name, value));
        return result;
    }
}
