using System.Collections.Frozen;
using System.Text;

namespace Podlab.Api.Schemas;

/// <summary>Where in Go's types a value stands, as Go's JSON decoder names it: the struct around it, the way there without indices, and its type.</summary>
/// <param name="Owner">The innermost struct: <c>ContainerPort</c>.</param>
/// <param name="Path"><c>spec.containers.ports.containerPort</c>; embedded structs stand in it by their names.</param>
/// <param name="Schema">Null where no schema says what stands here.</param>
/// <param name="Named">A type of Go's own for a text or a map: <c>v1.RestartPolicy</c>.</param>
/// <remarks>Follows encoding/json's UnmarshalTypeError, which sigs.k8s.io/json keeps.</remarks>
internal sealed record GoPlace(string Owner, string Path, Schema? Schema, string? Named)
{
    private static readonly Lazy<FrozenDictionary<string, string>> Names = new(ReadNames);

    /// <param name="steps">The fields and keys from the root; null for a list's element.</param>
    public static GoPlace Find(Schema? root, IEnumerable<string?> steps)
    {
        var (owner, schema, named) = (root?.Name is { } top ? Short(top) : "", root, (string?)null);
        var path = new StringBuilder();
        foreach (var step in steps)
        {
            if (step is null)
            {
                schema = schema?.Items;
                continue;
            }
            if (schema is { Values: { } values, Properties.Count: 0 })
            {
                (schema, named) = (values, null);
                continue;
            }
            owner = schema?.Name is { } name ? Short(name) : owner;
            if (Embedded(owner, step) is { } inner)
            {
                path.Append(path.Length > 0 ? "." : "").Append(inner);
            }
            path.Append(path.Length > 0 ? "." : "").Append(step);
            named = Names.Value.GetValueOrDefault($"{owner}.{step}");
            schema = schema?.Field(step);
        }
        return new GoPlace(owner, path.ToString(), schema, named);
    }

    /// <param name="expected">The type where the schema does not say more.</param>
    public string TypeOr(string expected) => Schema is null ? expected : GoType(Schema, Named) ?? expected;

    private static string? GoType(Schema schema, string? named) => schema.Type switch
    {
        "array" => "[]" + (schema.Items is { } items ? GoType(items, named) : "interface {}"),
        "object" when schema is { Name: { } name, Values: null } => $"{Package(name)}.{Short(name)}",
        "object" => named ?? $"map[string]{(schema.Values is { } values ? GoType(values, null) : "interface {}")}",
        "string" when schema.Format == "byte" => "[]uint8",
        "string" => named ?? "string",
        "integer" => schema.Format ?? "int64",
        "number" => "float64",
        "boolean" => "bool",
        _ => schema.Name is { } special && special.EndsWith(".Quantity", StringComparison.Ordinal) ? "resource.Quantity" : null,
    };

    private static string? Embedded(string owner, string field) => (owner, field) switch
    {
        ("Volume", not "name") => "VolumeSource",
        ("Probe", "exec" or "httpGet" or "tcpSocket" or "grpc") => "ProbeHandler",
        ("EphemeralContainer", not "targetContainerName") => "EphemeralContainerCommon",
        ("IngressRule", "http") => "IngressRuleValue",
        ("ConfigMapEnvSource" or "SecretEnvSource" or "ConfigMapKeySelector" or "SecretKeySelector" or "ConfigMapProjection" or "SecretProjection" or "ConfigMapVolumeSource", "name")
            => "LocalObjectReference",
        ("PersistentVolumeSpec", not ("accessModes" or "capacity" or "claimRef" or "mountOptions" or "nodeAffinity" or "persistentVolumeReclaimPolicy" or "storageClassName"
            or "volumeAttributesClassName" or "volumeMode")) => "PersistentVolumeSource",
        _ => null,
    };

    private static string Short(string name) => name[(name.LastIndexOf('.') + 1)..];

    private static string Package(string name)
    {
        var parts = name.Split('.');
        return parts.Length > 1 ? parts[^2] : name;
    }

    private static FrozenDictionary<string, string> ReadNames()
    {
        using var stream = typeof(GoPlace).Assembly.GetManifestResourceStream("Podlab.Api.GoNames.txt") ?? throw new InvalidOperationException("The Go names are not in the assembly.");
        using var reader = new StreamReader(stream);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }
            var words = line.Split(' ');
            foreach (var field in words.Skip(1))
            {
                names[field] = words[0];
            }
        }
        return names.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
