using System.Collections.Frozen;

namespace Podlab.Api.Schemas;

/// <summary>What types and fields are for, in a sentence each. The published schemas carry no prose; these are our own words, for the part of the API that learners of Pods meet.</summary>
public static class SchemaDescriptions
{
    private static readonly Lazy<FrozenDictionary<string, string>> All = new(Read);

    /// <param name="type">A schema's full or short name: <c>io.k8s.api.core.v1.PodSpec</c>, <c>PodSpec</c>.</param>
    /// <returns>Null where nothing is written.</returns>
    public static string? OfType(string type) => All.Value.GetValueOrDefault(Short(type));

    /// <returns>Null where nothing is written about the field.</returns>
    public static string? OfField(string type, string field) => All.Value.GetValueOrDefault($"{Short(type)}.{field}");

    private static string Short(string type) => type[(type.LastIndexOf('.') + 1)..];

    private static FrozenDictionary<string, string> Read()
    {
        using var stream = typeof(SchemaDescriptions).Assembly.GetManifestResourceStream("Podlab.Api.Descriptions.txt")
            ?? throw new InvalidOperationException("The descriptions are not in the assembly.");
        using var reader = new StreamReader(stream);
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#') continue;
            var colon = line.IndexOf(": ", StringComparison.Ordinal);
            result.Add(line[..colon], line[(colon + 2)..]);
        }

        return result.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
