using Podlab.Engine.Fidelity;
using Podlab.Fidelity;

// dotnet run --project tools/Podlab.Fidelity [-- --check]
// Writes the README's fidelity table from the shares that the replay tests hold and the records they replay, and docs/fidelity.md from the ledger of fields.
// With --check it only says whether both are up to date.
var root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "Tutorial.sln")))
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside the repository: no Tutorial.sln here or above.");
var readme = Path.Combine(root, "README.md");
var ledger = FidelityLedger.Parse(File.ReadAllText(Path.Combine(root, "data", "fidelity", "pod-fields.txt")));
(string Path, string Text)[] made =
[
    (readme, FidelityTable.Insert(File.ReadAllText(readme), RecordKind.All.Select(kind => kind.Count(root)).OfType<Share>())),
    (Path.Combine(root, "docs", "fidelity.md"), LedgerPage.Write(ledger)),
];
var stale = made.Where(file => !File.Exists(file.Path) || File.ReadAllText(file.Path) != file.Text).ToList();
if (args is ["--check"])
{
    foreach (var file in stale) Console.Error.WriteLine($"{Path.GetRelativePath(root, file.Path)} is out of date; run: dotnet run --project tools/Podlab.Fidelity");
    return stale.Count == 0 ? 0 : 1;
}

foreach (var file in stale) File.WriteAllText(file.Path, file.Text);
return 0;
