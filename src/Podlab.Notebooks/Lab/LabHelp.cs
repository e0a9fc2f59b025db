namespace Podlab.Notebooks.Lab;

/// <summary>The names of <see cref="CellGlobals"/> as <c>#!help</c> lists them.</summary>
internal static class LabHelp
{
    public static IReadOnlyList<(string Usage, string Summary)> Members { get; } =
    [
        ("Apply(yaml)", "applies a manifest, prints what kubectl apply prints"),
        ("Kubectl(\"get pods\")", "runs kubectl and gives its text (.Lines, .Stdout, .Stderr, .ExitCode)"),
        ("Advance(\"30s\")", "moves virtual time; also Advance(30.Seconds())"),
        ("AdvanceUntil(\"web\", \"Running\")", "moves time until STATUS, phase or a condition is that word; says whether it came to it"),
        ("Pod(\"web\"), Pods()", "the Pod object, all Pods; a second argument names the namespace"),
        ("Timeline(\"web\")", "a picture of what happened to the Pod so far"),
        ("Changes(\"web\")", "the same as a table: time, READY, STATUS, RESTARTS, phase"),
        ("History(\"web\")", "the same as objects: .Changes, each with .At and .Pod"),
        ("Why(\"web\"), Why(\"service/web\")", "why a Pod, service or workload is not well, down to the line of its spec"),
        ("Traffic(\"svc/web\", rate: 20)", "sends requests while time moves; shown: what became of them; .Report has the numbers"),
        ("Fork(\"30s\", lab => …)", "what if: the same past, a change at 30s, another future; .Compare(\"web\") shows both timelines"),
        ("Fault(\"registry down\")", "breaks something or mends it, in the words of #!fault"),
        ("Table(rows), Show(value)", "a table of objects' properties; show something before the cell ends; also ShowHtml(html, text)"),
        ("Check(what, holds, hint)", "shows whether an exercise is solved, and a hint while it is not"),
        ("Now, Elapsed", "the cluster's time, and how long since the notebook began"),
        ("cluster", "the cluster itself: cluster.Api, cluster.Clock"),
    ];
}
