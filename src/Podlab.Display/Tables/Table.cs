using System.Text;

namespace Podlab.Display.Tables;

/// <summary>Rows under headings, as aligned text and as HTML.</summary>
public sealed class Table : IPicture
{
    private const string Gap = "   ";

    /// <param name="columns">The headings.</param>
    /// <param name="rows">As many cells each as there are columns; missing ones are empty.</param>
    public Table(IEnumerable<string> columns, IEnumerable<IEnumerable<object?>> rows)
    {
        Columns = [.. columns];
        Rows = [.. rows.Select(IReadOnlyList<string> (row) => [.. row.Select(CellText.Of)])];
        if (Rows.FirstOrDefault(row => row.Count > Columns.Count) is { } tooLong)
            throw new ArgumentException($"A row has {tooLong.Count} cells, but the table has {Columns.Count} columns.", nameof(rows));
    }

    public IReadOnlyList<string> Columns { get; }

    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>A table of the public properties of <paramref name="items"/>, one row an item; anonymous types serve well.</summary>
    public static Table Of<T>(IEnumerable<T> items)
    {
        var properties = typeof(T).GetProperties().Where(property => property.GetIndexParameters().Length == 0)
            .OrderBy(property => property.MetadataToken).ToList();
        return new Table(properties.Select(property => property.Name), items.Select(item => properties.Select(property => property.GetValue(item))));
    }

    public string Text
    {
        get
        {
            var widths = Columns.Select((column, i) => Rows.Select(row => Width(Cell(row, i))).Append(Width(column)).Max()).ToList();
            var text = new StringBuilder();
            Append(Columns);
            foreach (var row in Rows) Append(row);
            return text.ToString().TrimEnd('\n');

            void Append(IReadOnlyList<string> cells)
            {
                var line = new StringBuilder();
                for (var i = 0; i < Columns.Count; i++)
                {
                    var cell = Cell(cells, i);
                    line.Append(cell).Append(' ', widths[i] - Width(cell)).Append(Gap);
                }

                text.Append(line.ToString().TrimEnd()).Append('\n');
            }
        }
    }

    public string Html
    {
        get
        {
            var html = new StringBuilder("<table>\n<thead>\n<tr>");
            foreach (var column in Columns) html.Append("<th style=\"text-align:left\">").Append(Markup.Escape(column)).Append("</th>");
            html.Append("</tr>\n</thead>\n<tbody>\n");
            foreach (var row in Rows)
            {
                html.Append("<tr>");
                for (var i = 0; i < Columns.Count; i++) html.Append("<td style=\"text-align:left\">").Append(Markup.Escape(Cell(row, i)).Replace("\n", "<br>")).Append("</td>");
                html.Append("</tr>\n");
            }

            return html.Append("</tbody>\n</table>").ToString();
        }
    }

    public override string ToString() => Text;

    private static string Cell(IReadOnlyList<string> row, int column) => column < row.Count ? row[column] : "";

    /// <summary>Columns of a terminal: East Asian wide characters take two.</summary>
    private static int Width(string text) => text.EnumerateRunes().Sum(rune => rune.Value is >= 0x1100 and <= 0x115F or >= 0x2E80 and <= 0xA4CF
        or >= 0xAC00 and <= 0xD7A3 or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE6F or >= 0xFF00 and <= 0xFF60 or >= 0x1F300 and <= 0x1FAFF ? 2 : 1);
}
