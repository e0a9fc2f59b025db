using Podlab.Fidelity;

// dotnet run --project tools/Podlab.Fidelity [-- --check]
// Writes the README's fidelity table from the shares that the replay tests hold and the records they replay. With --check it only says whether the table is up to date.
var root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "Tutorial.sln")))
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside the repository: no Tutorial.sln here or above.");
var readme = Path.Combine(root, "README.md");
var before = File.ReadAllText(readme);
var after = FidelityTable.Insert(before, RecordKind.All.Select(kind => kind.Count(root)).OfType<Share>());
if (args is ["--check"])
{
    if (before == after) return 0;
    Console.Error.WriteLine("README.md: the fidelity table is not what the shares give; run: dotnet run --project tools/Podlab.Fidelity");
    return 1;
}

File.WriteAllText(readme, after);
return 0;
