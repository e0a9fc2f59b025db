using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class WhyCells : ICellLanguage
{
    public string Name => "why";

    public string Usage => "#!why POD | service/NAME | deployment/NAME …";

    public string Summary => "Shows why a Pod, service or workload is not well: the chain of causes down to the line of its spec.";

    public bool IsOneLine => true;

    public void Run(CellPart part, CellContext context)
    {
        var reference = KubectlScript.Words(part.Arguments) switch
        {
            [var one] => one,
            [var kind, var name] => $"{kind}/{name}",
            _ => throw CellException.Usage(part.FirstLine, $"`{part.Arguments}` is not one object", Usage),
        };
        context.Outputs.Show(ValueDisplay.Of(context.Lab.Why(reference)));
    }
}
