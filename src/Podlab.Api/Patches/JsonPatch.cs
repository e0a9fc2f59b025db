using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api.Json;

namespace Podlab.Api.Patches;

/// <summary>JSON patch (RFC 6902) as the server's library understands it: a missing field can be replaced, indexes may count from the end.</summary>
/// <remarks>Follows gopkg.in/evanphx/json-patch.v4, which staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go (v1.36.3) uses.</remarks>
internal static class JsonPatch
{
    public const int MaxOperations = 10_000;

    /// <summary>How many bytes all copy operations of a patch may add.</summary>
    public const int MaxCopiedBytes = 3 * 1024 * 1024;

    /// <summary>How deep a patched document may be; copies of copies would otherwise double it each time.</summary>
    private const int MaxDepth = 512;

    private static readonly string[] Members = ["op", "from", "path", "value"];

    public static JsonNode? Apply(JsonNode? original, JsonNode? patch, List<string> strict)
    {
        if (patch is not JsonArray operations) return original?.DeepClone();
        for (var i = 0; i < operations.Count; i++) Check(operations[i], i, strict);
        if (operations.Count > MaxOperations) throw new PatchException(PatchErrors.TooManyOperations(MaxOperations, operations.Count));
        var document = new Root(original?.DeepClone());
        foreach (var operation in operations) document.Do(operation as JsonObject ?? []);
        return document.Value;
    }

    private static void Check(JsonNode? operation, int index, List<string> strict)
    {
        if (operation is null) return;
        if (operation is not JsonObject fields)
            throw new PatchException(PatchErrors.Malformed($"error decoding patch: json: cannot unmarshal {GoJson.KindOf(operation)} into Go value of type handlers.jsonPatchOp"));
        foreach (var (name, value) in fields)
        {
            if (!Members.Contains(name)) strict.Add(string.Create(CultureInfo.InvariantCulture, $"json patch unknown field \"[{index}].{name}\""));
            else if (name != "value" && value is not null && JsonTree.StringOrNull(value) is null)
                throw new PatchException(PatchErrors.Malformed($"error decoding patch: json: cannot unmarshal {GoJson.KindOf(value)} into Go struct field jsonPatchOp.{name} of type string"));
        }
    }

    private sealed class Root(JsonNode? value)
    {
        private long copied;

        public JsonNode? Value { get; private set; } = value;

        public void Do(JsonObject operation)
        {
            var path = JsonTree.StringOrNull(operation["path"]) ?? throw Refused();
            var value = operation["value"];
            switch (JsonTree.StringOrNull(operation["op"]))
            {
                case "add":
                    Add(path, value?.DeepClone());
                    break;
                case "remove":
                    At(path).Remove();
                    break;
                case "replace" when path.Length == 0:
                    Value = value is JsonObject or JsonArray ? value.DeepClone() : throw Refused();
                    break;
                case "replace":
                    At(path).Set(value?.DeepClone());
                    break;
                case "move":
                    var source = At(From(operation));
                    var moved = source.Get()?.DeepClone();
                    source.Remove();
                    Add(path, moved);
                    break;
                case "copy":
                    var copy = At(From(operation)).Get()?.DeepClone();
                    copied += JsonTree.ToUtf8(copy).Length;
                    if (copied > MaxCopiedBytes) throw Refused();
                    Add(path, copy);
                    break;
                case "test":
                    if (!JsonTree.Same(path.Length == 0 ? Value : At(path).Get(), value)) throw Refused();
                    break;
                default:
                    throw Refused();
            }
        }

        private void Add(string path, JsonNode? value)
        {
            if (path.Count(c => c == '/') + Depth(value) > MaxDepth) throw Refused();
            At(path).Add(value);
        }

        private static int Depth(JsonNode? node) => node switch
        {
            JsonObject map => 1 + (map.Count == 0 ? 0 : map.Max(field => Depth(field.Value))),
            JsonArray list => 1 + (list.Count == 0 ? 0 : list.Max(Depth)),
            _ => 1,
        };

        private static string From(JsonObject operation) => JsonTree.StringOrNull(operation["from"]) ?? throw Refused();

        /// <summary>Finds the container that a pointer leads to; what stands before its first slash does not count.</summary>
        private Place At(string pointer)
        {
            var parts = pointer.Split('/');
            if (parts.Length < 2) throw Refused();
            var container = Value;
            for (var i = 1; i < parts.Length - 1; i++) container = new Place(container, Decoded(parts[i])).Get();
            return container is JsonObject or JsonArray ? new Place(container, Decoded(parts[^1])) : throw Refused();
        }

        private static string Decoded(string part) => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    /// <summary>A field of an object or a position in a list.</summary>
    private readonly struct Place(JsonNode? container, string key)
    {
        public JsonNode? Get() => container switch
        {
            JsonObject map => map[key],
            JsonArray list => list[Index(list.Count)],
            _ => throw Refused(),
        };

        public void Set(JsonNode? value)
        {
            if (container is JsonArray list) list[Index(list.Count)] = value;
            else ((JsonObject)container!)[key] = value;
        }

        public void Add(JsonNode? value)
        {
            if (container is not JsonArray list) ((JsonObject)container!)[key] = value;
            else if (key == "-") list.Add(value);
            else list.Insert(Index(list.Count + 1), value);
        }

        public void Remove()
        {
            if (container is JsonArray list) list.RemoveAt(Index(list.Count));
            else if (!((JsonObject)container!).Remove(key)) throw Refused();
        }

        private int Index(int count)
        {
            if (!int.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) || index >= count || index < -count) throw Refused();
            return index < 0 ? index + count : index;
        }
    }

    private static PatchException Refused() => new(PatchErrors.Inapplicable());
}
