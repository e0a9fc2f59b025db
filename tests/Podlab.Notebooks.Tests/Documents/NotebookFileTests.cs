using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Tests.Documents;

public sealed class NotebookFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("podlab-tests-").FullName;

    [Fact]
    public void Write_of_the_same_bytes_leaves_the_file_alone()
    {
        var path = Path.Combine(folder, "a.ipynb");
        NotebookFile.Write(path, Document("x")).ShouldBeTrue();
        NotebookFile.Write(path, Document("x")).ShouldBeFalse();
        NotebookFile.Write(path, Document("y")).ShouldBeTrue();
        Directory.GetFiles(folder).ShouldBe([path]);
    }

    [Fact]
    public void Write_through_a_link_keeps_the_link()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need rights there");
        var (real, link) = (Path.Combine(folder, "real.ipynb"), Path.Combine(folder, "link.ipynb"));
        NotebookFile.Write(real, Document("x"));
        File.CreateSymbolicLink(link, real);
        NotebookFile.Write(link, Document("y"));
        File.ResolveLinkTarget(link, false).ShouldNotBeNull();
        NotebookFile.Read(real).Cells[0].Source.ShouldBe("y");
    }

    [Fact]
    public void Write_where_nothing_can_be_written_leaves_the_old_file()
    {
        var path = Path.Combine(folder, "a.ipynb");
        NotebookFile.Write(path, Document("x"));
        var before = File.ReadAllBytes(path);
        Directory.CreateDirectory($"{path}.{Environment.ProcessId}.tmp");
        Should.Throw<UnauthorizedAccessException>(() => NotebookFile.Write(path, Document("y")));
        File.ReadAllBytes(path).ShouldBe(before);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static NotebookDocument Document(string source) => new() { Cells = [new NotebookCell { Id = "a", Kind = CellKind.Code, Source = source }] };
}
