using Podlab.Display.Histories;
using Podlab.Display.Tables;
using Podlab.Display.Timelines;
using PodColumns = Podlab.Engine.Apiserver.Tables.PodColumns;

namespace Podlab.Notebooks.Lab;

/// <summary>A Pod's history as the rows that <c>kubectl get pod -w</c> would have printed, with the phase beside them.</summary>
internal static class PodChanges
{
    private static readonly string[] Columns = ["TIME", "READY", "STATUS", "RESTARTS", "PHASE"];

    public static Table Of(PodHistory history)
    {
        var rows = new List<string[]>();
        foreach (var state in history.Changes)
        {
            var columns = PodColumns.Of(state.Pod, history.Start + state.At);
            // The number alone: how long ago the restart was says the first column.
            string[] row = [TimeText.Of(state.At), columns.Ready, columns.Status, columns.Restarts.Split(' ')[0], state.Pod.Status.Phase ?? ""];
            if (rows.Count == 0 || !row.Skip(1).SequenceEqual(rows[^1].Skip(1))) rows.Add(row);
        }

        if (history.GoneAt is { } gone) rows.Add([TimeText.Of(gone), "", PodWords.Gone, "", ""]);
        return new Table(Columns, rows);
    }
}
