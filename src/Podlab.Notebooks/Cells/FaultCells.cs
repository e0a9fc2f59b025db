using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class FaultCells : ICellLanguage
{
    public string Name => "fault";

    public string Usage => "#!fault registry down | NODE down | NODE disk full | kill POD [PROCESS] | list | clear …";

    public string Summary => "Breaks something, or mends it (registry up, NODE up, NODE disk ok); `for 5m` behind it gives its end; docs/authoring.md lists all.";

    public bool IsOneLine => true;

    public void Run(CellPart part, CellContext context) => context.Outputs.Write(CellOutputs.Stdout, context.Lab.Fault(part.Arguments) + "\n");
}
