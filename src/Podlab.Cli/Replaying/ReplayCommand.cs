using System.CommandLine;
using Podlab.Cli.Serving;
using Podlab.Engine;
using Podlab.Engine.Recordings;
using Podlab.Kubectl.Files;
using Podlab.Notebooks.Lab;

namespace Podlab.Cli.Replaying;

/// <summary><c>podlab replay</c>: a recorded run once more, in this process, and kubectl on what it comes to.</summary>
internal static class ReplayCommand
{
    private static readonly Argument<string> FileName = new("FILE") { Description = "A recording: podlab serve --record FILE writes one." };
    private static readonly Argument<string[]> Words = new("COMMAND") { Description = "A kubectl command for the replayed cluster, behind --: podlab replay run.jsonl -- get pods -A", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<string?> At = new("--at") { HelpName = "SPAN", Description = "Stop there, counted from the start of the run, for example 5m; without it: at the recording's end." };
    private static readonly Option<bool> Inputs = new("--inputs") { Description = "List what came from outside, with its instant." };

    public static Command Create(CliConsole console)
    {
        var command = new Command("replay", "Run a recording once more: the same inputs at the same instants, the same state to the byte.") { FileName, Words, At, Inputs };
        command.SetAction(line => Run(console, Path.Combine(console.WorkingFolder, line.GetValue(FileName)!), line.GetValue(Words) ?? [], Span(line.GetValue(At)), line.GetValue(Inputs)));
        return command;
    }

    private static int Run(CliConsole console, string path, string[] words, TimeSpan? at, bool lists)
    {
        var recording = RecordingFile.Read(path);
        if (lists)
        {
            foreach (var input in recording.Inputs) console.Out.Write($"{Durations.Text(input.At - recording.Options.Start),-12} {input.Summary}\n");
        }

        var cluster = Replay(recording, at);
        var isEnd = cluster.Clock.Now == recording.End.At;
        if (isEnd && recording.End.State is { } state && state != RecordedState.Of(cluster))
            throw new CliException(ExitCodes.CheckFailed, "the replay has come to another state than the run", "The recording is of another version of podlab, or something was done to the run that was not recorded.");
        var same = isEnd && recording.End.State is not null ? ", the same state to the byte" : "";
        console.Error.Write($"replayed: {Durations.Text(cluster.Clock.Elapsed)} of {Durations.Text(recording.End.At - recording.Options.Start)}, {recording.Inputs.Count(input => input.At <= cluster.Clock.Now)} inputs{same}\n");
        if (words.Length == 0) return ExitCodes.Done;
        using var lab = new SimulatedLab(cluster, new DirectoryFiles(console.WorkingFolder));
        return lab.Kubectl(words, console.ReadInput(), console.Out.Write, console.Error.Write);
    }

    private static Cluster Replay(Recording recording, TimeSpan? at)
    {
        try
        {
            return at is { } instant ? recording.ReplayTo(instant) : recording.Replay();
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new CliException(ExitCodes.Usage, $"--at {Durations.Text(at ?? TimeSpan.Zero)} is beyond the recording", $"It reaches to {Durations.Text(recording.End.At - recording.Options.Start)}.");
        }
        catch (InvalidOperationException other)
        {
            throw new CliException(ExitCodes.CheckFailed, other.Message.ReplaceLineEndings(" "), "The recording is of another version of podlab, or something was done to the run that was not recorded.");
        }
    }

    private static TimeSpan? Span(string? text) => text is null ? null
        : Durations.TryParse(text, out var span) ? span : throw new CliException(ExitCodes.Usage, $"--at {text} is not a span of time", "Write it as 30s, 1m30s or 2h.");
}
