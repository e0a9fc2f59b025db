using System.Runtime.CompilerServices;
using System.Text;
using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Running;

namespace Podlab.Notebooks.Tests.Running;

/// <summary>Every chapter is a test: a chapter that no longer tells the truth fails the build, and the failure shows the cell and the diff.</summary>
public class ChapterTests
{
    public static IEnumerable<TheoryDataRow<string>> Files => All().Select(name => new TheoryDataRow<string>(name) { Label = name });

    [Theory, MemberData(nameof(Files))]
    public void Chapter_shows_what_is_stored(string name)
    {
        var report = NotebookRunner.Run(new RunRequest { Path = Path.Combine(Folder(), name), Name = "notebooks/" + name, CreateLab = SimulatedCluster.CreateLab });
        report.Findings.ShouldBeEmpty(string.Join('\n', report.Findings.Select(finding => $"\n{finding.Kind}: {report.Notebook} cell {finding.CellNumber} ({finding.CellId})\n{finding.Text}"))
            + $"\nRenew with: dotnet run --project src/Podlab.Cli -- run {name} --update");
    }

    [Theory, MemberData(nameof(Files))]
    public void Chapter_file_is_in_the_stable_form(string name)
    {
        var path = Path.Combine(Folder(), name);
        Encoding.UTF8.GetString(NotebookFile.Format(path, NotebookFile.Read(path))).ShouldBe(File.ReadAllText(path), $"`podlab run {name} --update` writes the stable form");
    }

    [Fact]
    public void Translated_chapters_have_the_code_cells_of_the_originals()
    {
        foreach (var path in Chapters.All(Folder(), "ko"))
        {
            var original = Path.Combine(Folder(), Path.GetFileName(path));
            CodeCells(path).ShouldBe(CodeCells(original), path);
        }

        static IEnumerable<(string, string)> CodeCells(string path) =>
            NotebookFile.Read(path).Cells.Where(cell => cell.Kind == CellKind.Code).Select(cell => (cell.Id, cell.Source));
    }

    [Fact]
    public void Chapters_are_there() => All().ShouldNotBeEmpty();

    private static IEnumerable<string> All() => Chapters.All(Folder()).Concat(Chapters.All(Folder(), "ko")).Select(path => Path.GetRelativePath(Folder(), path).Replace('\\', '/'));

    private static string Folder([CallerFilePath] string own = "") =>
        Chapters.FindFolder(Path.GetDirectoryName(own)!) ?? throw new DirectoryNotFoundException("The folder notebooks is not there.");
}
