using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class ShellCells : ICellLanguage
{
    public string Name => "sh";

    public string Usage => "#!sh POD [-c CONTAINER] [-n NAMESPACE]";

    public string Summary => "Runs the lines below with sh inside a container, as kubectl exec does.";

    public bool IsOneLine => false;

    public void Run(CellPart part, CellContext context)
    {
        var words = KubectlScript.Words(part.Arguments);
        if (words.Count == 0 || words[0].StartsWith('-')) throw CellException.Usage(part.FirstLine - 1, "which Pod?", Usage);
        context.Kubectl(["exec", .. words, "--", "sh", "-c", part.Text]);
    }
}
