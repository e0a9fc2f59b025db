using System.Collections.Concurrent;
using System.Text.Json;
using Podlab.Api.Model;

namespace Podlab.Api.Schemas;

/// <summary>The schemas that a server of v1.36.3 publishes. A file is read when one of its schemas is first asked for; any thread may ask.</summary>
public sealed class SchemaCatalog
{
    private const string Prefix = "Podlab.Api.Schemas.";
    private readonly ConcurrentDictionary<string, Schema?> found = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, JsonElement>> definitions = new(ReadAll);

    private SchemaCatalog()
    {
    }

    public static SchemaCatalog Default { get; } = new();

    /// <summary>The full names of all schemas, in ordinal order.</summary>
    public IEnumerable<string> Names => definitions.Value.Keys.Order(StringComparer.Ordinal);

    /// <summary>A schema by its full name: <c>io.k8s.api.core.v1.Pod</c>.</summary>
    public Schema? Find(string name) => found.GetOrAdd(name, Read);

    /// <summary>The schema of a kind's objects; null where it has none.</summary>
    public Schema? Find(GroupVersionKind kind)
    {
        if (kind is { Group: "", Kind: "DeleteOptions" }) return Find("io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions");
        foreach (var resource in Resources.All)
        {
            if (resource.Kind == kind) return resource.Schema is { } name ? Find(name) : null;
            foreach (var subresource in resource.Subresources)
            {
                if (subresource.Kind == kind && definitions.Value.Keys.FirstOrDefault(name => IsKind(name, kind)) is { } part) return Find(part);
            }
        }

        return null;
    }

    private static bool IsKind(string name, GroupVersionKind kind)
    {
        var group = kind.Group.Length == 0 ? "core" : kind.Group.Split('.')[0];
        return name == $"io.k8s.api.{group}.{kind.Version}.{kind.Kind}";
    }

    private static Dictionary<string, JsonElement> ReadAll()
    {
        var all = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        var assembly = typeof(SchemaCatalog).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal) || !resource.EndsWith(".json", StringComparison.Ordinal)) continue;
            using var stream = assembly.GetManifestResourceStream(resource)!;
            using var document = JsonDocument.Parse(stream);
            if (!document.RootElement.TryGetProperty("schemas", out var schemas)) continue;
            foreach (var schema in schemas.EnumerateObject()) all[schema.Name] = schema.Value.Clone();
        }

        return all;
    }

    private Schema? Read(string name) => definitions.Value.TryGetValue(name, out var definition) ? new Schema(this, name, definition) : null;
}
