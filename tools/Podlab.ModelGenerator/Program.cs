using Podlab.ModelGenerator;

// dotnet run --project tools/Podlab.ModelGenerator [-- --check]
// Reads src/Podlab.Api/Schemas/*.json and go-fields.txt, writes src/Podlab.Api/Model/Generated/*.cs. With --check it only says whether they are up to date.
var root = Directory.GetCurrentDirectory();
while (!File.Exists(Path.Combine(root, "Tutorial.sln")))
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run this inside the repository: no Tutorial.sln here or above.");
var schemas = SchemaSet.Load(Path.Combine(root, "src/Podlab.Api/Schemas"));
var facts = GoFields.Load(Path.Combine(root, "tools/Podlab.ModelGenerator/go-fields.txt"));
var files = new ModelWriter(schemas, facts).Files();
var folder = Path.Combine(root, "src/Podlab.Api/Model/Generated");
var stale = files.Where(file => !File.Exists(Path.Combine(folder, file.Key)) || File.ReadAllText(Path.Combine(folder, file.Key)) != file.Value).Select(file => file.Key)
    .Concat(Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Where(name => !files.ContainsKey(name)))
    .Order(StringComparer.Ordinal).ToList();
if (args is ["--check"])
{
    foreach (var name in stale) Console.Error.WriteLine($"{name} is not what the schemas give; run: dotnet run --project tools/Podlab.ModelGenerator");
    return stale.Count == 0 ? 0 : 1;
}

foreach (var name in stale)
{
    var path = Path.Combine(folder, name);
    if (files.TryGetValue(name, out var text)) File.WriteAllText(path, text);
    else File.Delete(path);
}

Console.WriteLine($"{files.Count} files, {stale.Count} changed.");
return 0;
