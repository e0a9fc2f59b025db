using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class KubectlCells : ICellLanguage
{
    public string Name => CellLanguages.Kubectl;

    public string Usage => "#!kubectl";

    public string Summary => "kubectl commands, one a line; a cell whose first line begins with `kubectl ` needs no magic.";

    public bool IsOneLine => false;

    public void Run(CellPart part, CellContext context)
    {
        // The magic may carry a command of its own: #!kubectl get pods
        if (part.Arguments.Length > 0) RunAll(KubectlScript.Parse(part.Arguments, part.FirstLine - 1, kubectlRequired: false), context);
        RunAll(KubectlScript.Parse(part.Text, part.FirstLine, kubectlRequired: !context.HasMagic(part)), context);
    }

    private static void RunAll(IReadOnlyList<KubectlInvocation> commands, CellContext context)
    {
        foreach (var command in commands) context.Kubectl(command.Arguments, command.Stdin);
    }
}
