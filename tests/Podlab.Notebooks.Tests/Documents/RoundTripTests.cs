using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Podlab.Notebooks.Documents;

namespace Podlab.Notebooks.Tests.Documents;

/// <summary>Properties of reading and writing, on documents made by chance.</summary>
public class RoundTripTests
{
    private static readonly Gen<string> Text = Gen.Elements("", "a", "x = 1\ny", "\n", "tab\tü€\U0001F680", "\"quoted\\\"", "\u0001\u2028", "line\n", "#!time +1s", "- list\n  - b");

    private static readonly Gen<JsonObject> Fields = Gen.Choose(0, 3).SelectMany(count => Gen.ListOf(Text.Zip(Text), count).Select(pairs =>
    {
        var fields = new JsonObject();
        foreach (var (key, value) in pairs) fields["k" + key] = new JsonObject { ["v"] = value, ["n"] = new JsonArray(1, null, true, 2.50m) };
        return fields;
    }));

    private static readonly Gen<CellOutput> Output = Gen.OneOf(
        Gen.Elements("stdout", "stderr").Zip(Text).Select(CellOutput (pair) => new StreamOutput(pair.Item1, pair.Item2)),
        Text.Zip(Text).Select(CellOutput (pair) => new ErrorOutput(pair.Item1, pair.Item2, [pair.Item1, pair.Item2])),
        Text.Zip(Fields).Zip(Gen.Elements(true, false)).Select(CellOutput (parts) =>
            new DisplayOutput(MimeBundle.Of(parts.Item1.Item1, parts.Item1.Item1)) { IsResult = parts.Item2, Metadata = parts.Item1.Item2 }));

    private static readonly Gen<NotebookDocument> Document =
        Gen.Choose(0, 5).SelectMany(count => Gen.ListOf(Text.Zip(Fields).Zip(Gen.ListOf(Output, 2)).Zip(Gen.Elements(CellKind.Code, CellKind.Markdown, CellKind.Raw)), count))
            .Zip(Fields).Select(parts => new NotebookDocument
            {
                Metadata = parts.Item2,
                Cells = [.. parts.Item1.Select((cell, index) => new NotebookCell
                {
                    Id = "cell-" + index,
                    Kind = cell.Item2,
                    Source = cell.Item1.Item1.Item1,
                    Metadata = cell.Item1.Item1.Item2,
                    Outputs = cell.Item2 == CellKind.Code ? [.. cell.Item1.Item2] : [],
                })],
            });

    [Fact]
    public void Ipynb_written_read_and_written_is_the_same_bytes() => Prop.ForAll(Document.ToArbitrary(), document =>
    {
        var bytes = NotebookFile.Format("a.ipynb", document);
        var read = NotebookFile.Parse("a.ipynb", bytes);
        NotebookFile.Format("a.ipynb", read).ShouldBe(bytes);
        read.Cells.Select(cell => (cell.Id, cell.Kind, cell.Source)).ShouldBe(document.Cells.Select(cell => (cell.Id, cell.Kind, cell.Source)));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Dib_written_read_and_written_is_the_same_bytes() => Prop.ForAll(Document.ToArbitrary(), document =>
    {
        var once = NotebookFile.Format("a.dib", NotebookFile.Parse("a.dib", NotebookFile.Format("a.dib", document)));
        NotebookFile.Format("a.dib", NotebookFile.Parse("a.dib", once)).ShouldBe(once);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Read_of_any_bytes_is_a_document_or_an_error_with_position()
    {
        var valid = NotebookFile.Format("a.ipynb", new NotebookDocument { Cells = [new NotebookCell { Id = "a", Kind = CellKind.Code, Source = "x\ny" }] });
        var damaged = Gen.Choose(0, valid.Length - 1).Zip(Gen.Choose(0, 255)).Select(damage =>
        {
            var bytes = (byte[])valid.Clone();
            bytes[damage.Item1] = (byte)damage.Item2;
            return bytes;
        });
        var cut = Gen.Choose(0, valid.Length).Select(length => valid[..length]);
        Prop.ForAll(Gen.OneOf(damaged, cut, ArbMap.Default.GeneratorFor<byte[]>()).ToArbitrary(), bytes =>
        {
            try
            {
                NotebookFile.Parse("a.ipynb", bytes);
            }
            catch (DocumentException error)
            {
                error.Line.ShouldBeInRange(1, bytes.Count(b => b == '\n') + 1);
                error.Column.ShouldBeGreaterThan(0);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Dib_of_any_text_is_a_document_or_an_error() => Prop.ForAll(
        Gen.ListOf(Gen.Elements("#!meta", "#!csharp", "#!markdown", "#!kubectl", "#!time +1s", "{}", "x", "", "  y")).Select(lines => string.Join('\n', lines)).ToArbitrary(), text =>
        {
            try
            {
                NotebookFile.Parse("a.dib", Encoding.UTF8.GetBytes(text));
            }
            catch (DocumentException error)
            {
                error.Problem.ShouldStartWith("the #!meta part is ");
            }
        }).QuickCheckThrowOnFailure();
}
