using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>Describes kinds that have no describer of their own: all of their fields, with names made readable.</summary>
/// <remarks>Follows printUnstructuredContent of kubectl/pkg/describe/describe.go (v1.36.3).</remarks>
internal static class GenericDescriber
{
    private static readonly string[] Skipped = [".metadata.managedFields", ".metadata.name", ".metadata.namespace", ".metadata.labels", ".metadata.annotations"];

    public static void Write(DescribeWriter w, JsonObject value)
    {
        SmallDescribers.Head(w, value);
        Map(w, 0, value, "");
    }

    private static void Map(DescribeWriter w, int level, JsonObject map, string path)
    {
        foreach (var (key, value) in map.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var inner = $"{path}.{key}";
            if (Skipped.Contains(inner, StringComparer.Ordinal)) continue;
            switch (value)
            {
                case JsonObject child:
                    w.Line(level, $"{Title(key)}:");
                    Map(w, level + 1, child, inner);
                    break;
                case JsonArray list:
                    w.Line(level, $"{Title(key)}:");
                    foreach (var item in list)
                    {
                        if (item is JsonObject entry) Map(w, level + 1, entry, inner);
                        else w.Line(level + 1, GoValue.Plain(item));
                    }

                    break;
                default:
                    w.Field(level, Title(key), value is null ? "<nil>" : GoValue.Plain(value));
                    break;
            }
        }
    }

    /// <summary><c>apiVersion</c> becomes <c>API Version</c>.</summary>
    private static string Title(string field)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i < field.Length; i++)
        {
            var starts = i > 0 && char.IsUpper(field[i]) && (!char.IsUpper(field[i - 1]) || (i + 1 < field.Length && char.IsLower(field[i + 1])));
            if (starts)
            {
                words.Add(word.ToString());
                word.Clear();
            }

            word.Append(field[i]);
        }

        words.Add(word.ToString());
        return string.Join(' ', words.Select(t => t.ToLowerInvariant() is "api" or "url" or "uid" or "osb" or "guid" ? t.ToUpperInvariant() : char.ToUpperInvariant(t[0]) + t[1..]));
    }
}
