using System.Text;
using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Tests.Documents;

public class DibTests
{
    private const string Text = """
        #!meta

        {"kernelInfo":{"defaultKernelName":"csharp"}}

        #!markdown

        # Title

        #!csharp

        var x = 1;
        #!time +30s
        x

        #!kubectl

        get pods

        """;

    [Fact]
    public void Read_divides_at_bare_language_lines_only()
    {
        var notebook = NotebookFile.Parse("a.dib", Encoding.UTF8.GetBytes(Text));
        notebook.Cells.Select(cell => (cell.Kind, cell.KernelName, cell.Source)).ShouldBe(
        [
            (CellKind.Markdown, null, "# Title"),
            (CellKind.Code, "csharp", "var x = 1;\n#!time +30s\nx"),
            (CellKind.Code, "kubectl", "get pods"),
        ]);
    }

    [Fact]
    public void Write_of_what_was_read_is_the_same_text() =>
        Encoding.UTF8.GetString(NotebookFile.Format("a.dib", NotebookFile.Parse("a.dib", Encoding.UTF8.GetBytes(Text)))).ShouldBe(Text);

    [Fact]
    public void Read_of_broken_meta_names_the_line_of_the_file()
    {
        var error = Should.Throw<DocumentException>(() => NotebookFile.Parse("a.dib", "#!csharp\n\nx\n\n#!meta\n\n{oops}\n"u8.ToArray()));
        error.Line.ShouldBe(7);
    }
}
