namespace Podlab.Engine.Fidelity;

/// <summary>Every field of the pod's spec with its mark: the file data/fidelity/pod-fields.txt, which says how its lines are written.</summary>
public sealed class FidelityLedger
{
    private static readonly Lazy<FidelityLedger> Shipped = new(Load);

    private readonly Dictionary<(string Type, string Field), List<LedgerEntry>> byField;

    private FidelityLedger(IReadOnlyList<LedgerEntry> entries)
    {
        Entries = entries;
        byField = entries.GroupBy(entry => (entry.Type, entry.Field)).ToDictionary(group => group.Key, group => group.ToList());
    }

    /// <summary>The one that comes with the engine.</summary>
    public static FidelityLedger Default => Shipped.Value;

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; }

    /// <exception cref="FormatException">A line is written wrong; the message has its number.</exception>
    public static FidelityLedger Parse(string text)
    {
        var entries = new List<LedgerEntry>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length == 0 || line[0] == '#') continue;
            var words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var name = words[0].Split('.', 2);
            if (name.Length < 2 || words.Length < 2 || !Enum.TryParse<FieldMark>(words[1], ignoreCase: true, out var mark) || (words.Length == 3) == (mark == FieldMark.Exact))
                throw new FormatException($"line {number}: `{line}` is not TYPE.FIELD[=VALUE] exact, or TYPE.FIELD[=VALUE] approximate|ignored NOTE");
            var value = name[1].Split('=', 2);
            entries.Add(new LedgerEntry(name[0], value[0], value.Length > 1 ? value[1] : null, mark, words.Length > 2 ? words[2] : ""));
        }

        return new FidelityLedger(entries);
    }

    /// <summary>The line for a field that has a value; null: the ledger does not know the field.</summary>
    /// <param name="value">A scalar as JSON writes it, without quotes; null: not a scalar.</param>
    public LedgerEntry? Find(string type, string field, string? value)
    {
        if (!byField.TryGetValue((type, field), out var lines)) return type == "EphemeralContainer" ? Find("Container", field, value) : null;
        return lines.Find(line => line.Value is not null && line.Value == value) ?? lines.Find(line => line.Value is null);
    }

    private static FidelityLedger Load()
    {
        using var stream = typeof(FidelityLedger).Assembly.GetManifestResourceStream("fidelity/pod-fields.txt")!;
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }
}
