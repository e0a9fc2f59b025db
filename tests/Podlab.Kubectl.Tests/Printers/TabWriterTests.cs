using System.Text;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Tests.Printers;

public sealed class TabWriterTests
{
    [Fact]
    public void Write_cells_below_each_other_align()
    {
        var text = new StringBuilder();
        var tabs = TabWriter.ForTables(t => text.Append(t));
        tabs.Write("NAME\tREADY\tAGE\nweb-1\t1/1\t5s\na\t0/1\t10m\n");
        tabs.Flush();
        text.ToString().ShouldBe("NAME    READY   AGE\nweb-1   1/1     5s\na       0/1     10m\n");
    }

    [Fact]
    public void Write_line_of_one_cell_ends_the_columns()
    {
        var text = new StringBuilder();
        var tabs = TabWriter.ForDescriptions(t => text.Append(t));
        tabs.Write("Name:\tx\nContainers:\nA long name:\ty\n");
        tabs.Flush();
        text.ToString().ShouldBe("Name:  x\nContainers:\nA long name:  y\n");
    }

    [Fact]
    public void Flush_remembers_widths_until_told_to_forget()
    {
        var text = new StringBuilder();
        var tabs = TabWriter.ForTables(t => text.Append(t));
        tabs.Write("a-long-name\tx\n");
        tabs.Flush();
        tabs.Write("b\ty\n");
        tabs.Flush();
        tabs.ForgetWidths();
        tabs.Write("c\tz\n");
        tabs.Flush();
        text.ToString().ShouldBe("a-long-name   x\nb             y\nc     z\n");
    }
}
