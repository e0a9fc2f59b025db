using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Podlab.Fidelity;

/// <summary>How many of one kind of records match.</summary>
internal sealed record Share(string Name, int Matching, int Total);

/// <summary>One kind of records: where its shares stand and where the records are.</summary>
/// <param name="Shares">A shares.json; its numbers are counts of matching records by group.</param>
/// <param name="Section">The property of shares.json that holds this kind; empty: the whole file.</param>
/// <param name="Records">A folder of .jsonl or .jsonl.gz files, a record a line.</param>
internal sealed record RecordKind(string Name, string Shares, string Section, string Records)
{
    public static IReadOnlyList<RecordKind> All { get; } =
    [
        new("API server: requests and answers", "tests/Podlab.Engine.Tests/Conformance/shares.json", "api", "tests/Podlab.Engine.Tests/Conformance/Api/Records"),
        new("kubectl 1.36: commands and what they print", "tests/Podlab.Kubectl.Tests/Conformance/shares.json", "", "tests/Podlab.Kubectl.Tests/Conformance/v1.36"),
        new("scheduler: decisions", "tests/Podlab.Engine.Tests/Conformance/shares.json", "scheduling", "tests/Podlab.Engine.Tests/Scheduling/Conformance/records"),
        new("controllers: scenarios", "tests/Podlab.Engine.Tests/Conformance/shares.json", "controllers", "tests/Podlab.Engine.Tests/Controllers/Conformance/records"),
        new("node: scenarios of a pod's life", "tests/Podlab.Conformance.Tests/Conformance/shares.json", "node", "tests/Podlab.Conformance.Tests/Conformance/node"),
    ];

    /// <summary>Null where the tree has no such records yet.</summary>
    public Share? Count(string root)
    {
        var shares = Path.Combine(root, Shares);
        var records = Path.Combine(root, Records);
        if (!File.Exists(shares) || !Directory.Exists(records)) return null;
        var node = JsonNode.Parse(File.ReadAllText(shares))!;
        if (Section.Length > 0 && node[Section] is not { } section) return null;
        var counts = (Section.Length > 0 ? node[Section]! : node).AsObject();
        return new Share(Name, counts.Sum(group => group.Value!.GetValue<int>()), Directory.GetFiles(records, "*.jsonl*").Sum(Compared));
    }

    /// <summary>Records that are marked unstable are run, not compared.</summary>
    private static int Compared(string file)
    {
        var stream = File.OpenRead(file);
        using var reader = new StreamReader(file.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionMode.Decompress) : stream);
        var count = 0;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && JsonNode.Parse(line)!["unstable"]?.GetValue<bool>() != true) count++;
        }

        return count;
    }
}
