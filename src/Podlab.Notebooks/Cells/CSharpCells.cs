using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class CSharpCells : ICellLanguage
{
    public string Name => CellLanguages.CSharp;

    public string Usage => "#!csharp";

    public string Summary => "C# (the default). What a cell declares, later cells see; the value of a last expression without ; is shown.";

    public bool IsOneLine => false;

    public void Run(CellPart part, CellContext context)
    {
        // Blank lines in front keep the cell's own line numbers in messages.
        var code = new string('\n', part.FirstLine - 1) + part.Text;
        var outcome = context.CSharp.Run(context.CellName, code, context.Wait);
        foreach (var warning in outcome.Warnings) context.Outputs.Write(CellOutputs.Stderr, warning + "\n");
        if (outcome.Failure is { } failure) throw new CellFailedException(new ErrorOutput(failure.Name, failure.Message, failure.Lines));
        if (outcome.HasValue) context.Outputs.Show(ValueDisplay.Of(outcome.Value), isResult: true);
    }
}
