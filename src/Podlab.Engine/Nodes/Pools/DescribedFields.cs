using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Yaml;

namespace Podlab.Engine.Nodes.Pools;

/// <summary>The fields of one mapping of a description, each with its place.</summary>
internal sealed class DescribedFields
{
    private readonly YamlDocument document;
    private readonly string source;
    private readonly string path;
    private readonly JsonElement element;

    public DescribedFields(YamlDocument document, string source, string path, JsonElement element)
    {
        this.document = document;
        this.source = source;
        this.path = path;
        this.element = element;
        if (element.ValueKind != JsonValueKind.Object) throw Wrong("", "a mapping is needed here");
    }

    public ClusterFileException Wrong(string field, string what)
    {
        var at = field.Length == 0 ? path : Join(field);
        return new ClusterFileException(source, document.Locate(at).Line, at, what);
    }

    /// <summary>Refuses fields of other names.</summary>
    public void Allow(IReadOnlyList<string> names)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!names.Contains(property.Name)) throw Wrong(property.Name, $"there is no such field. There are: {string.Join(", ", names)}.");
        }
    }

    public bool Has(string field) => element.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null;

    public string? Text(string field) => !Has(field) ? null : Scalar(field, element.GetProperty(field));

    public long? Number(string field, long least, long most)
    {
        if (!Has(field)) return null;
        return element.GetProperty(field) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number : throw Wrong(field, $"a whole number from {least} to {most} is needed");
    }

    public bool? Truth(string field) => !Has(field) ? null : element.GetProperty(field).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(field, "true or false is needed"),
    };

    public List<string> Texts(string field)
    {
        if (!Has(field)) return [];
        if (element.GetProperty(field) is not { ValueKind: JsonValueKind.Array } list) throw Wrong(field, "a list is needed");
        return [.. list.EnumerateArray().Select((item, i) => Scalar($"{field}[{i}]", item))];
    }

    public ValueMap<string> Map(string field)
    {
        if (!Has(field)) return default;
        if (element.GetProperty(field) is not { ValueKind: JsonValueKind.Object } map) throw Wrong(field, "a mapping is needed");
        return map.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, Scalar($"{field}[{property.Name}]", property.Value))).ToValueMap();
    }

    /// <summary>Null: the field is absent.</summary>
    public List<DescribedFields>? Objects(string field)
    {
        if (!Has(field)) return null;
        if (element.GetProperty(field) is not { ValueKind: JsonValueKind.Array } list) throw Wrong(field, "a list is needed");
        return [.. list.EnumerateArray().Select((item, i) => new DescribedFields(document, source, Join($"{field}[{i}]"), item))];
    }

    private string Join(string field) => path.Length == 0 ? field : $"{path}.{field}";

    private string Scalar(string field, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.Null => "",
        JsonValueKind.True or JsonValueKind.False => throw Wrong(field, "YAML reads this as true or false. Put it in quotes."),
        _ => throw Wrong(field, "a text is needed"),
    };
}
