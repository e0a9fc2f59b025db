using System.Text.Json.Nodes;

namespace Podlab.Kubectl.Tests.Conformance;

/// <summary>One recorded command and what came out of it.</summary>
internal sealed record Record(int Number, IReadOnlyList<string> Argv, string Stdin, IReadOnlyDictionary<string, string> Env, IReadOnlyList<JsonNode> Before, int Code, string Stdout, string Stderr, bool Unstable)
{
    public static IEnumerable<Record> Read(string file)
    {
        foreach (var line in File.ReadLines(file))
        {
            var node = JsonNode.Parse(line)!;
            yield return new Record(
                node["n"]!.GetValue<int>(),
                [.. node["argv"]!.AsArray().Skip(1).Select(a => a!.GetValue<string>())],
                node["stdin"]?.GetValue<string>() ?? "",
                node["env"]?.AsObject().ToDictionary(e => e.Key, e => e.Value!.GetValue<string>()) ?? [],
                [.. node["before"]?.AsArray().Select(b => b!.DeepClone()) ?? []],
                node["code"]!.GetValue<int>(),
                node["stdout"]!.GetValue<string>(),
                node["stderr"]!.GetValue<string>(),
                node["unstable"]?.GetValue<bool>() ?? false);
        }
    }
}
