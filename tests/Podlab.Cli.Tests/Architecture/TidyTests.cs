using System.Text.RegularExpressions;

namespace Podlab.Cli.Tests.Architecture;

/// <summary>Rules for the sources that no compiler holds. Each failure names file, line and what to write in its place.</summary>
public partial class TidyTests
{
    private const int MaxLineLength = 260;

    private static readonly string[] Deterministic = ["src/Podlab.Api", "src/Podlab.Engine", "src/Podlab.Simulation"];

    /// <summary>What the deterministic projects must not name, and what stands for it.</summary>
    private static readonly (Regex Banned, string Instead)[] Symbols =
    [
        (Word(@"DateTime(Offset)?\.(Utc)?(Now|Today)"), "the cluster's EventLoop: clock.Now"),
        (Word(@"Stopwatch"), "EventLoop.Elapsed; wall time is for benchmarks"),
        (Word(@"Environment\.TickCount(64)?"), "EventLoop.Elapsed"),
        (Word(@"TimeProvider\.System"), "the cluster's EventLoop, which is a TimeProvider"),
        (Word(@"Task\.Run"), "EventLoop.Start or Post"),
        (Word(@"Task\.Factory"), "EventLoop.Start or Post"),
        (Word(@"ThreadPool"), "EventLoop.Post"),
        (Word(@"new Thread"), "EventLoop.Post"),
        (Word(@"Thread\.Sleep"), "await Task.Delay(span, clock)"),
        (Word(@"Parallel\.(For|ForEach|Invoke)"), "a loop; a cluster has one thread"),
        (Word(@"ConfigureAwait\(false\)"), "a plain await, which stays on the loop"),
        (Word(@"Guid\.NewGuid"), "SeededRandom.NextUid"),
        (Word(@"Random\.Shared"), "SeededRandom.Fork"),
        (Word(@"new Random\("), "SeededRandom.Fork"),
        (Word(@"RandomNumberGenerator"), "SeededRandom.Fork"),
        (Word(@"CultureInfo\.Current(UI)?Culture"), "CultureInfo.InvariantCulture"),
        (Word(@"TimeZoneInfo\.Local"), "UTC"),
        (Word(@"\.AsParallel\(\)"), "an ordinary query; order is part of the answer"),
    ];

    [Fact]
    public void Deterministic_projects_name_nothing_that_differs_from_run_to_run()
    {
        var found = Lines(Deterministic.SelectMany(folder => Tree.Files(folder, "*.cs")).Where(path => !path.EndsWith("EventLoop.cs", StringComparison.Ordinal)))
            .SelectMany(line => Symbols.Where(symbol => symbol.Banned.IsMatch(Code(line.Text)))
                .Select(symbol => $"{line.Place}: {symbol.Banned.Match(line.Text).Value} is banned here; use {symbol.Instead}"));
        Report(found);
    }

    [Fact]
    public void Sources_hold_no_unfinished_business() =>
        Report(Lines(Sources()).Where(line => Unfinished().IsMatch(line.Text)).Select(line => $"{line.Place}: finish it, or open an issue and say here what holds: {line.Text.Trim()}"));

    [Fact]
    public void Sources_end_with_one_line_feed_and_have_no_tabs_or_carriage_returns()
    {
        Report(Sources().Select(path => (path, text: File.ReadAllText(path))).Where(file => !IsTidy(file.text)).Select(file => Tree.Name(file.path)));

        static bool IsTidy(string text) => text.Length == 0 || (text.EndsWith('\n') && !text.EndsWith("\n\n", StringComparison.Ordinal) && !text.Contains('\r') && !text.Contains('\t'));
    }

    [Fact]
    public void Streams_of_ours_flush_on_the_thread_that_asks() =>
        Report(Tree.Files("src", "*.cs").Where(path => File.ReadAllText(path) is var text && OwnStream().IsMatch(text) && !text.Contains("FlushAsync", StringComparison.Ordinal))
            .Select(path => $"{Tree.Name(path)}: override FlushAsync; the base class flushes on another thread, and virtual time goes on meanwhile"));

    [Fact]
    public void Folders_are_named_for_concepts()
    {
        string[] empty = ["Utils", "Util", "Helpers", "Helper", "Models", "Misc", "Common"];
        Report(Sources().Select(Tree.Name).Where(path => path.Split('/').Intersect(empty, StringComparer.OrdinalIgnoreCase).Any()).Select(path => $"{path}: name the concept"));
    }

    [Fact]
    public void Lines_of_written_sources_fit_a_screen() =>
        Report(Lines(Tree.Files("src", "*.cs").Where(path => !path.EndsWith(".g.cs", StringComparison.Ordinal)))
            .Where(line => line.Text.Length > MaxLineLength && !line.Text.Contains('"')).Select(line => $"{line.Place}: {line.Text.Length} characters; break it"));

    [Fact]
    public void Approved_files_belong_to_a_test()
    {
        var tests = string.Concat(Tree.Files("tests", "*.cs").Select(File.ReadAllText));
        Report(Tree.Files("tests", "*.approved.*").Select(Path.GetFileName).Select(name => name!.Split(".approved.")[0]).Distinct(StringComparer.Ordinal)
            .Where(name => !tests.Contains(name, StringComparison.Ordinal)).Select(name => $"{name}: no test names it; delete the approved file"));
    }

    [Fact]
    public void Comments_and_texts_tell_no_place_of_the_makers_machine() =>
        Report(Lines(Sources().Concat(Tree.Files("docs", "*.md")).Concat(Tree.Files("notebooks", "*.ipynb"))).Where(line => MachinePath().IsMatch(line.Text)).Select(line => line.Place));

    private static IEnumerable<string> Sources() => Tree.Files("src", "*.cs").Concat(Tree.Files("tests", "*.cs")).Concat(Tree.Files("bench", "*.cs")).Concat(Tree.Files("tools", "*.cs"));

    private static IEnumerable<(string Place, string Text)> Lines(IEnumerable<string> files) =>
        files.SelectMany(path => File.ReadLines(path).Select((text, index) => ($"{Tree.Name(path)}:{index + 1}", text)));

    /// <summary>The line without its comment.</summary>
    private static string Code(string line)
    {
        var comment = line.IndexOf("//", StringComparison.Ordinal);
        return comment >= 0 ? line[..comment] : line;
    }

    private static void Report(IEnumerable<string> found) => string.Join('\n', found).ShouldBe("");

    private static Regex Word(string pattern) => new($@"(?<![\w.]){pattern}(?!\w)", RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\b(TO" + @"DO|FIX" + @"ME|HA" + @"CK|XX" + @"X)\b|NotImplemented" + @"Exception|\[Fact\(Skip", RegexOptions.CultureInvariant)]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"class \w+(\([^)]*\))? : Stream\b", RegexOptions.CultureInvariant)]
    private static partial Regex OwnStream();

    [GeneratedRegex(@"(?<![\w.])/(work|home/[a-z]+|Users/[a-z]+)/", RegexOptions.CultureInvariant)]
    private static partial Regex MachinePath();
}
