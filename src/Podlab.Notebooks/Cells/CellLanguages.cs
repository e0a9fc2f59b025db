namespace Podlab.Notebooks.Cells;

/// <summary>The table of cell languages, and which words mean which.</summary>
public static class CellLanguages
{
    public const string CSharp = "csharp";
    public const string Kubectl = "kubectl";

    /// <summary>In the order in which <c>#!help</c> lists them.</summary>
    public static IReadOnlyList<ICellLanguage> All { get; } =
        [new CSharpCells(), new KubectlCells(), new ManifestCells(), new FileCells(), new ShellCells(), new TimeCells(), new FaultCells(), new WhyCells(), new HelpCells()];

    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["c#"] = CSharp,
        ["cs"] = CSharp,
        ["C#"] = CSharp,
        ["csharp"] = CSharp,
    };

    /// <summary>Null when no language has the name.</summary>
    public static ICellLanguage? Find(string name)
    {
        var main = OtherNames.GetValueOrDefault(name, name);
        return All.FirstOrDefault(language => language.Name == main);
    }
}
