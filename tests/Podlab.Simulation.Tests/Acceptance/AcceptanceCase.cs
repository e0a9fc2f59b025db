namespace Podlab.Simulation.Tests.Acceptance;

/// <summary>One line of a case with the indented lines below it.</summary>
internal sealed record AcceptanceStep(int Line, string Verb, string Rest, IReadOnlyList<string> Block);

/// <summary>What one test of Kubernetes' own suite does to a node and looks at (test/e2e/common), told in our steps. Cases/README.md describes the form.</summary>
internal sealed record AcceptanceCase(string File, string Name, IReadOnlyList<AcceptanceStep> Steps, IReadOnlyDictionary<string, string> Shapes)
{
    /// <summary>Why the simulated node cannot pass; null: it passes.</summary>
    public string? Differs => Steps.FirstOrDefault(step => step.Verb == "differs")?.Rest;

    public override string ToString() => $"{File}: {Name}";

    public static IEnumerable<AcceptanceCase> All { get; } =
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Acceptance", "Cases"), "*.txt").Order(StringComparer.Ordinal).SelectMany(Read)];

    private static IEnumerable<AcceptanceCase> Read(string path)
    {
        var file = Path.GetFileNameWithoutExtension(path);
        var shapes = new Dictionary<string, string>(StringComparer.Ordinal);
        var cases = new List<(string Name, List<AcceptanceStep> Steps)>();
        var lines = System.IO.File.ReadAllLines(path);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.Length == 0 || line[0] == '#') continue;
            var number = i + 1;
            var block = new List<string>();
            while (i + 1 < lines.Length && (lines[i + 1].Length == 0 || lines[i + 1][0] == ' ')) block.Add(lines[++i]);
            while (block.Count > 0 && block[^1].Length == 0) block.RemoveAt(block.Count - 1);
            var indent = block.Where(text => text.Length > 0).Select(text => text.Length - text.TrimStart(' ').Length).DefaultIfEmpty(0).Min();
            block = [.. block.Select(text => text.Length == 0 ? "" : text[indent..])];
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (verb, rest) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..].Trim());
            if (verb == "===") cases.Add((rest, []));
            else if (verb == "shape") shapes[rest] = string.Join('\n', block) + "\n";
            else if (cases.Count == 0) throw new FormatException($"{path}:{number}: '{verb}' stands before the first case");
            else cases[^1].Steps.Add(new AcceptanceStep(number, verb, rest, block));
        }

        return cases.Select(found => new AcceptanceCase(file, found.Name, found.Steps, shapes));
    }
}
