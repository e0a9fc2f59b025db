using Podlab.Display.Tables;

namespace Podlab.Display.Tests.Tables;

public class TableTests
{
    [Fact]
    public void Text_of_rows_is_aligned_and_has_no_blanks_at_the_end()
    {
        var table = Table.Of([new { Name = "web", Restarts = 3, Age = TimeSpan.FromSeconds(90) }, new { Name = "crash-loop", Restarts = 12, Age = TimeSpan.Zero }]);
        table.Text.ShouldBe("Name         Restarts   Age\nweb          3          1m30s\ncrash-loop   12         0s");
    }

    [Fact]
    public void Text_with_wide_characters_is_aligned_by_their_width()
    {
        new Table(["단계", "b"], [["대기 중", "1"], ["x", "2"]]).Text.ShouldBe("단계      b\n대기 중   1\nx         2");
    }

    [Fact]
    public void Html_escapes_what_the_cells_hold()
    {
        new Table(["<h>"], [["a & \"b\""]]).Html.ShouldContain("<td style=\"text-align:left\">a &amp; &quot;b&quot;</td>");
    }

    [Fact]
    public void Row_with_more_cells_than_columns_is_refused()
    {
        Should.Throw<ArgumentException>(() => new Table(["a"], [["1", "2"]])).Message.ShouldStartWith("A row has 2 cells, but the table has 1 columns.");
    }
}
