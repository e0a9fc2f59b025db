using Podlab.Display.Histories;
using Podlab.Display.Tables;
using Podlab.Display.Timelines;

namespace Podlab.Notebooks.Lab;

/// <summary>A Pod's history as the rows that <c>kubectl get pod -w</c> would have printed, with the phase beside them.</summary>
internal static class PodChanges
{
    private static readonly string[] Columns = ["TIME", "PHASE"];

    public static Table Of(PodHistory history)
    {
        var rows = new List<string[]>();
        foreach (var state in history.States)
        {
            string[] row = [TimeText.Of(state.At), state.Pod.Status.Phase ?? ""];
            if (rows.Count == 0 || !row.Skip(1).SequenceEqual(rows[^1].Skip(1))) rows.Add(row);
        }

        if (history.GoneAt is { } gone) rows.Add([TimeText.Of(gone), PodWords.Gone]);
        return new Table(Columns, rows);
    }
}
