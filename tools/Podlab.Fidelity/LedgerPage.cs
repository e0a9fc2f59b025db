using System.Text;
using Podlab.Engine.Fidelity;

namespace Podlab.Fidelity;

/// <summary>docs/fidelity.md: what the simulated node makes of each field of a pod's spec.</summary>
internal static class LedgerPage
{
    public static string Write(FidelityLedger ledger)
    {
        var text = new StringBuilder("# What the simulated node makes of a pod's spec\n\n");
        text.Append("This page is made from `data/fidelity/pod-fields.txt` by `dotnet run --project tools/Podlab.Fidelity`. Whoever applies a manifest with a field that is not exact is warned,\n");
        text.Append("as of other API warnings.\n\n");
        text.Append("| mark | fields | it means |\n| --- | ---: | --- |\n");
        foreach (var (mark, meaning) in Meanings) text.Append($"| {Word(mark)} | {ledger.Entries.Count(entry => entry.Mark == mark)} | {meaning} |\n");
        text.Append("\n## Approximate and ignored\n\n| field | mark | what differs |\n| --- | --- | --- |\n");
        foreach (var entry in ledger.Entries.Where(entry => entry.Mark != FieldMark.Exact))
            text.Append($"| `{entry.Type}.{entry.Field}{(entry.Value is null ? "" : ": " + entry.Value)}` | {Word(entry.Mark)} | {entry.Note} |\n");
        text.Append("\n## Exact\n\n| type | fields |\n| --- | --- |\n");
        foreach (var type in ledger.Entries.Where(entry => entry.Mark == FieldMark.Exact).GroupBy(entry => entry.Type))
            text.Append($"| {type.Key} | {string.Join(", ", type.Select(entry => entry.Field))} |\n");
        return text.ToString();
    }

    private static (FieldMark Mark, string Meaning)[] Meanings { get; } =
    [
        (FieldMark.Exact, "what v1.36.3 makes of it"),
        (FieldMark.Approximate, "nearly that; the note says what differs"),
        (FieldMark.Ignored, "nothing: it is stored and shown"),
    ];

    private static string Word(FieldMark mark) => mark.ToString().ToLowerInvariant();
}
