using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Podlab.Api.Yaml;

/// <summary>Turns a document's nodes into JSON, with YAML's types, merge keys and a bound on what aliases may blow up to.</summary>
internal sealed class YamlToJson(int firstLine)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private readonly ArrayBufferWriter<byte> buffer = new(1024);
    private readonly List<YamlDuplicate> duplicates = [];
    private readonly List<string> path = [];
    private int written;
    private int aliased;
    private int aliasDepth;

    public IReadOnlyList<YamlDuplicate> Duplicates => duplicates;

    public byte[] Convert(YamlNode? root)
    {
        using var writer = new Utf8JsonWriter(buffer, Options);
        if (root is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            Write(writer, root, 0);
        }
        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    private void Write(Utf8JsonWriter writer, YamlNode node, int depth)
    {
        written++;
        aliased += aliasDepth > 0 ? 1 : 0;
        if (depth > YamlComposer.MaxDepth)
        {
            throw Fault(node, $"The document nests deeper than {YamlComposer.MaxDepth} levels.", $"exceeded max depth of {YamlComposer.MaxDepth}");
        }
        if (aliased > 100 && written > 1000 && (double)aliased / written > AllowedAliasRatio(written))
        {
            throw Fault(node, "Aliases repeat so much of the document that it is taken for an attack.", "document contains excessive aliasing");
        }
        switch (node.Kind)
        {
            case YamlNodeKind.Alias:
                aliasDepth++;
                Write(writer, node.Target!, depth + 1);
                aliasDepth--;
                break;
            case YamlNodeKind.Scalar:
                Scalar(writer, node);
                break;
            case YamlNodeKind.Sequence:
                writer.WriteStartArray();
                for (var i = 0; i < node.Items.Count; i++)
                {
                    path.Add($"[{i}]");
                    Write(writer, node.Items[i], depth + 1);
                    path.RemoveAt(path.Count - 1);
                }
                writer.WriteEndArray();
                break;
            default:
                Mapping(writer, node, depth);
                break;
        }
    }

    /// <summary>As the library bounds it: nearly all of a small document, a tenth of a large one.</summary>
    private static double AllowedAliasRatio(int count) => count switch
    {
        <= 400_000 => 0.99,
        >= 4_000_000 => 0.10,
        _ => 0.99 - (0.89 * (count - 400_000) / 3_600_000),
    };

    private void Mapping(Utf8JsonWriter writer, YamlNode node, int depth)
    {
        var entries = new List<(string Key, YamlNode Value)>(node.Items.Count / 2);
        var positions = new Dictionary<string, int>(StringComparer.Ordinal);
        Collect(node, entries, positions, merged: false, 0);
        writer.WriteStartObject();
        foreach (var (key, value) in entries)
        {
            writer.WritePropertyName(key);
            path.Add(key);
            Write(writer, value, depth + 1);
            path.RemoveAt(path.Count - 1);
        }
        writer.WriteEndObject();
    }

    private void Collect(YamlNode mapping, List<(string Key, YamlNode Value)> entries, Dictionary<string, int> positions, bool merged, int depth)
    {
        var own = merged ? null : new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < mapping.Items.Count; i += 2)
        {
            var (keyNode, value) = (mapping.Items[i], mapping.Items[i + 1]);
            if (keyNode is { Kind: YamlNodeKind.Scalar, Text: "<<", IsPlain: true })
            {
                Merge(value, entries, positions, depth);
                continue;
            }
            var key = Key(keyNode);
            if (own is not null && !own.Add(key))
            {
                duplicates.Add(new YamlDuplicate(PathTo(key), key, keyNode.Line, keyNode.Column, keyNode.Line - firstLine + 1));
            }
            if (positions.TryGetValue(key, out var position))
            {
                entries[position] = (key, value);
            }
            else
            {
                positions[key] = entries.Count;
                entries.Add((key, value));
            }
        }
    }

    private void Merge(YamlNode value, List<(string Key, YamlNode Value)> entries, Dictionary<string, int> positions, int depth)
    {
        var source = value.Resolved;
        var sources = source.Kind == YamlNodeKind.Sequence ? source.Items : [source];
        // Earlier ones win, so they are laid over the later ones.
        for (var i = sources.Count - 1; i >= 0; i--)
        {
            var mapping = sources[i].Resolved;
            if (mapping.Kind != YamlNodeKind.Mapping || depth > YamlComposer.MaxDepth)
            {
                throw Fault(value, "<< merges a mapping or a list of mappings.", "map merge requires map or sequence of maps as the value");
            }
            Collect(mapping, entries, positions, merged: true, depth + 1);
        }
    }

    private string Key(YamlNode node)
    {
        var key = node.Resolved;
        if (key.Kind != YamlNodeKind.Scalar)
        {
            throw Fault(node, "A key must be a text, not a list or a mapping. A value such as {{ name }} needs quotes.",
                "invalid map key: " + (key.Kind == YamlNodeKind.Mapping ? "map[interface {}]interface {}{}" : "[]interface {}{}"));
        }
        var kind = Kind(key, out var json);
        if (kind == YamlScalarKind.Null)
        {
            throw Fault(node, "A key is missing before the colon.", "unsupported map key of type: %!s(<nil>), key: <nil>");
        }
        return kind is YamlScalarKind.Boolean or YamlScalarKind.Integer or YamlScalarKind.Float ? json : key.Text;
    }

    private void Scalar(Utf8JsonWriter writer, YamlNode node)
    {
        switch (Kind(node, out var json))
        {
            case YamlScalarKind.Null:
                writer.WriteNullValue();
                break;
            case YamlScalarKind.Boolean:
            case YamlScalarKind.Integer:
                writer.WriteRawValue(json, skipInputValidation: true);
                break;
            case YamlScalarKind.Float when json.Contains('n', StringComparison.OrdinalIgnoreCase):
                throw Fault(node, $"{json} is no number that JSON has.", "json: unsupported value: " + (json.Contains('a', StringComparison.OrdinalIgnoreCase) ? "NaN" : json[0] == '-' ? "-Inf" : "+Inf"));
            case YamlScalarKind.Float:
                writer.WriteRawValue(json, skipInputValidation: true);
                break;
            default:
                writer.WriteStringValue(json);
                break;
        }
    }

    private YamlScalarKind Kind(YamlNode node, out string json)
    {
        json = node.Text;
        var tag = node.Tag.Replace("tag:yaml.org,2002:", "!!", StringComparison.Ordinal);
        if (tag == "!!binary")
        {
            return Binary(node, out json);
        }
        if (tag == "!!str" || (tag.Length == 0 && !node.IsPlain) || (tag.Length > 0 && !tag.StartsWith("!!", StringComparison.Ordinal)))
        {
            return YamlScalarKind.Text;
        }
        var kind = YamlScalars.Resolve(node.Text, out json);
        var wanted = tag switch
        {
            "!!int" => YamlScalarKind.Integer,
            "!!float" => kind == YamlScalarKind.Integer ? YamlScalarKind.Integer : YamlScalarKind.Float,
            "!!bool" => YamlScalarKind.Boolean,
            "!!null" => YamlScalarKind.Null,
            "!!timestamp" => YamlScalarKind.Timestamp,
            _ => kind,
        };
        if (kind == wanted)
        {
            return kind is YamlScalarKind.Timestamp or YamlScalarKind.Merge ? YamlScalarKind.Text : kind;
        }
        throw Fault(node, $"\"{node.Text}\" does not read as {tag}.", $"cannot decode !!{TagName(kind)} `{node.Text}` as a {tag}");
    }

    private YamlScalarKind Binary(YamlNode node, out string json)
    {
        try
        {
            json = Encoding.UTF8.GetString(System.Convert.FromBase64String(node.Text));
            return YamlScalarKind.Text;
        }
        catch (FormatException)
        {
            throw Fault(node, "!!binary needs base64.", "!!binary value contains invalid base64 data");
        }
    }

    private static string TagName(YamlScalarKind kind) => kind switch
    {
        YamlScalarKind.Null => "null",
        YamlScalarKind.Boolean => "bool",
        YamlScalarKind.Integer => "int",
        YamlScalarKind.Float => "float",
        YamlScalarKind.Timestamp => "timestamp",
        YamlScalarKind.Merge => "merge",
        _ => "str",
    };

    private string PathTo(string last)
    {
        var text = new StringBuilder();
        foreach (var step in path.Append(last))
        {
            text.Append(text.Length == 0 || step.StartsWith('[') ? "" : ".").Append(step);
        }
        return text.ToString();
    }

    private static YamlFault Fault(YamlNode node, string message, string library) => new(new YamlError(node.Line, node.Column, message, "yaml: " + library));
}
