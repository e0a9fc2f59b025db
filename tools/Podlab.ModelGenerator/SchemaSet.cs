using System.Text.Json;

namespace Podlab.ModelGenerator;

internal sealed record Schema(string FullName, string TypeName, string File, JsonElement Json);

internal sealed record Resource(string Group, string Version, JsonElement Json);

/// <summary>All schemas and resources, with a C# name for each type that is its own among all groups.</summary>
internal sealed class SchemaSet
{
    /// <summary>Of types with the same short name, the one from the earliest of these keeps it; the others get their group's name in front.</summary>
    private static readonly string[] Precedence = ["core.v1", "apps.v1", "batch.v1", "meta.v1", "autoscaling.v2", "authentication.v1"];

    private SchemaSet(Dictionary<string, Schema> schemas, List<Resource> resources) => (Schemas, Resources) = (schemas, resources);

    public Dictionary<string, Schema> Schemas { get; }

    public List<Resource> Resources { get; }

    public static SchemaSet Load(string folder)
    {
        var found = new List<(string Name, string File, JsonElement Json)>();
        var resources = new List<Resource>();
        foreach (var path in Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var document = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
            var file = Path.GetFileNameWithoutExtension(path);
            if (document.TryGetProperty("schemas", out var schemas))
                found.AddRange(schemas.EnumerateObject().Select(property => (property.Name, file, property.Value)));
            if (!document.TryGetProperty("resources", out var list)) continue;
            var parts = document.GetProperty("groupVersion").GetString()!.Split('/');
            foreach (var resource in list.EnumerateArray()) resources.Add(new Resource(parts.Length == 2 ? parts[0] : "", parts[^1], resource));
        }

        var named = new Dictionary<string, Schema>(StringComparer.Ordinal);
        foreach (var group in found.GroupBy(item => item.Name.Split('.')[^1]))
        {
            var order = group.OrderBy(item => Rank(item.Name)).ToList();
            for (var i = 0; i < order.Count; i++)
            {
                var parts = order[i].Name.Split('.');
                var name = i == 0 ? parts[^1] : Pascal(parts[^3]) + (parts[^3] == order[0].Name.Split('.')[^3] ? Pascal(parts[^2]) : "") + parts[^1];
                named.Add(order[i].Name, new Schema(order[i].Name, name, order[i].File, order[i].Json));
            }
        }

        return new SchemaSet(named, resources);
    }

    public static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static int Rank(string fullName)
    {
        var parts = fullName.Split('.');
        var rank = Array.IndexOf(Precedence, $"{parts[^3]}.{parts[^2]}");
        return rank < 0 ? Precedence.Length : rank;
    }
}
