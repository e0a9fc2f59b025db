using System.Text;
using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Running;

namespace Podlab.Notebooks.Tests.Running;

public sealed class NotebookRunnerTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("podlab-tests-").FullName;

    [Fact]
    public void Run_after_update_finds_nothing_and_changes_no_byte()
    {
        var path = Notebook(Cell("a", "Console.WriteLine(1 + 1);\nElapsed"), Cell("b", "#!time +30s"));
        Run(path, update: true).Written.ShouldBeTrue();
        var bytes = File.ReadAllBytes(path);
        Run(path).Findings.ShouldBeEmpty();
        Run(path, update: true).Written.ShouldBeFalse();
        File.ReadAllBytes(path).ShouldBe(bytes);
    }

    [Fact]
    public void Run_with_a_changed_output_shows_the_diff_of_exactly_that_output()
    {
        var path = Notebook(Cell("same", "Console.WriteLine(1);"), Cell("changed", "Console.WriteLine(\"a\\nb\\nc\");\n5"));
        Run(path, update: true);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"b\\n\"", "\"B\\n\""));
        var finding = Run(path).Findings.ShouldHaveSingleItem();
        finding.Kind.ShouldBe(FindingKind.Differs);
        (finding.CellId, finding.CellNumber).ShouldBe(("changed", 2));
        finding.Text.ShouldBe("""
            --- test.ipynb cell changed output 1 (stored)
            +++ test.ipynb cell changed output 1 (this run)
            @@ -1,4 +1,4 @@
             [stdout]
             a
            -B
            +b
             c

            """);
    }

    [Fact]
    public void Diff_of_a_picture_shows_its_text_and_names_its_other_forms() => OutputComparison.Diff(
        "a.ipynb", "pic", [new DisplayOutput(MimeBundle.Of("one", svg: "<svg>1</svg>"))], [new DisplayOutput(MimeBundle.Of("two", svg: "<svg>2</svg>"))]).ShouldBe("""
            --- a.ipynb cell pic output 1 (stored)
            +++ a.ipynb cell pic output 1 (this run)
            @@ -1,3 +1,3 @@
             [text/plain]
            -one
            +two
             ⏎ (no line feed at the end)
            (so does image/svg+xml)

            """);

    [Fact]
    public void Run_with_an_untagged_error_stops_and_update_writes_nothing()
    {
        var path = Notebook(Cell("boom", "throw new Exception(\"no\");"), Cell("after", "1"));
        var before = File.ReadAllBytes(path);
        var report = Run(path, update: true);
        report.Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.Raised);
        report.CellsRun.ShouldBe(1);
        File.ReadAllBytes(path).ShouldBe(before);
    }

    [Fact]
    public void Run_with_a_tagged_error_goes_on()
    {
        var path = Notebook(Cell("boom", "throw new Exception(\"no\");", mayRaise: true), Cell("after", "1"));
        Run(path, update: true).Findings.ShouldBeEmpty();
        var report = Run(path);
        (report.CellsRun, report.Passed).ShouldBe((2, true));
    }

    [Fact]
    public void Run_with_a_tag_and_no_error_is_told()
    {
        Run(Notebook(Cell("calm", "1", mayRaise: true)), update: true).Findings.ShouldHaveSingleItem().Kind.ShouldBe(FindingKind.DidNotRaise);
    }

    [Fact]
    public void Run_of_a_corrupted_file_throws_with_position_and_leaves_it()
    {
        var path = Path.Combine(folder, "test.ipynb");
        File.WriteAllText(path, "{\"nbformat\": 4,\n \"cells\": [}");
        Should.Throw<DocumentException>(() => Run(path, update: true)).Line.ShouldBe(2);
        File.ReadAllText(path).ShouldBe("{\"nbformat\": 4,\n \"cells\": [}");
    }

    [Fact]
    public void Run_of_two_notebooks_at_once_keeps_their_consoles_apart()
    {
        var paths = Enumerable.Range(0, 4).Select(n => Notebook($"n{n}", Cell("a", $"for (var i = 0; i < 50; i++) Console.WriteLine({n});"))).ToList();
        Parallel.ForEach(paths, path => Run(path, update: true).Findings.ShouldBeEmpty());
        for (var n = 0; n < paths.Count; n++)
            NotebookFile.Read(paths[n]).Cells[0].Outputs.ShouldBe([new StreamOutput("stdout", string.Concat(Enumerable.Repeat($"{n}\n", 50)))]);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static RunReport Run(string path, bool update = false) =>
        NotebookRunner.Run(new RunRequest { Path = path, Name = Path.GetFileName(path), Update = update, CreateLab = SimulatedCluster.CreateLab });

    private static NotebookCell Cell(string id, string source, bool mayRaise = false) => new()
    {
        Id = id,
        Kind = CellKind.Code,
        Source = source,
        Metadata = mayRaise ? new() { ["tags"] = new System.Text.Json.Nodes.JsonArray("raises-exception") } : [],
    };

    private string Notebook(params NotebookCell[] cells) => Notebook("test", cells);

    private string Notebook(string name, params NotebookCell[] cells)
    {
        var path = Path.Combine(folder, name + ".ipynb");
        File.WriteAllText(path, Encoding.UTF8.GetString(NotebookFile.Format(path, new NotebookDocument { Cells = cells })));
        return path;
    }
}
