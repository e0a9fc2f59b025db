using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Podlab.Engine.Tests.Conformance.Api;

/// <summary>The recorded cases, a file per group, as a real API server answered them.</summary>
internal static class Records
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Conformance", "Api", "Records");

    public static IEnumerable<string> Groups => Directory.EnumerateFiles(Folder, "*.jsonl.gz").Select(file => Path.GetFileName(file)[..^".jsonl.gz".Length]).Order(StringComparer.Ordinal);

    public static IEnumerable<JsonObject> Read(string group)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, group + ".jsonl.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return JsonNode.Parse(line)!.AsObject();
    }
}
