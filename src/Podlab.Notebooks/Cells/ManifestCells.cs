using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class ManifestCells : ICellLanguage
{
    public string Name => "manifest";

    public string Usage => "#!manifest [APPLY-FLAG…]";

    public string Summary => "Applies the YAML below, as kubectl apply -f - does; flags such as -n NAMESPACE or --server-side may follow.";

    public bool IsOneLine => false;

    public void Run(CellPart part, CellContext context)
    {
        if (string.IsNullOrWhiteSpace(part.Text)) throw CellException.Usage(part.FirstLine - 1, "there is no manifest below the magic", Usage);
        ManifestCheck.Run(part.Text, part.FirstLine);
        context.Kubectl(["apply", "-f", "-", .. KubectlScript.Words(part.Arguments)], part.Text);
    }
}
