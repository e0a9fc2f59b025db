using System.Text;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class FileCells : ICellLanguage
{
    public string Name => "file";

    public string Usage => "#!file NAME";

    public string Summary => "Keeps the text below as a file of this notebook, for kubectl's -f; nothing is written to the disk.";

    public bool IsOneLine => false;

    public void Run(CellPart part, CellContext context)
    {
        if (KubectlScript.Words(part.Arguments) is not [var name]) throw CellException.Usage(part.FirstLine - 1, "a file needs one name", Usage);
        context.Lab.Files.Write(name, Encoding.UTF8.GetBytes(part.Text.TrimEnd('\n') + "\n"));
    }
}
