using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Podlab.Api.Tests.Conformance;

/// <summary>What a real server answered, case by case.</summary>
internal static class Records
{
    public static IEnumerable<JsonObject> Read(string group)
    {
        using var stream = typeof(Records).Assembly.GetManifestResourceStream($"{group}.jsonl.gz")!;
        using var reader = new StreamReader(new GZipStream(stream, CompressionMode.Decompress));
        while (reader.ReadLine() is { } line) yield return JsonNode.Parse(line)!.AsObject();
    }
}
