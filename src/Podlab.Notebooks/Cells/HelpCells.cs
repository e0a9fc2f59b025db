using Podlab.Notebooks.Lab;
using Podlab.Notebooks.Sessions;

namespace Podlab.Notebooks.Cells;

internal sealed class HelpCells : ICellLanguage
{
    public string Name => "help";

    public string Usage => "#!help";

    public string Summary => "This list.";

    public bool IsOneLine => true;

    public void Run(CellPart part, CellContext context)
    {
        var rows = CellLanguages.All.Select(language => (language.Usage, language.Summary)).ToList();
        var width = rows.Concat(LabHelp.Members).Max(row => row.Item1.Length) + 2;
        context.Outputs.Write(CellOutputs.Stdout, "Cells\n" + Lines(rows) + "\nIn C# cells\n" + Lines(LabHelp.Members));

        string Lines(IEnumerable<(string Usage, string Summary)> entries) =>
            string.Concat(entries.Select(entry => "  " + entry.Usage.PadRight(width) + entry.Summary + "\n"));
    }
}
