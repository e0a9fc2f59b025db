using System.Text.Json.Nodes;

namespace Podlab.Engine.Tests.Conformance;

/// <summary>How many records of each group have been reached and must be kept: shares.json, by kind of record and group.</summary>
internal static class Shares
{
    private static readonly JsonNode Reached = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Conformance", "shares.json")))!;

    public static int Of(string kind, string group) => Reached[kind]?[group]?.GetValue<int>() ?? 0;
}
