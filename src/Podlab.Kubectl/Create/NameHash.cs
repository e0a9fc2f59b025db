using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Create;

/// <summary>The hash that <c>--append-hash</c> puts behind a name.</summary>
/// <remarks>Follows kubectl/pkg/util/hash/hash.go (v1.36.3).</remarks>
internal static class NameHash
{
    public static string OfConfigMap(string name, JsonObject data, JsonObject binary)
    {
        var value = new JsonObject { ["kind"] = "ConfigMap", ["name"] = name, ["data"] = data.Count == 0 ? "" : Sorted(data) };
        if (binary.Count > 0) value["binaryData"] = Sorted(binary);
        return Encode(JsonText.Compact(value));
    }

    public static string OfSecret(string name, string type, JsonObject data) =>
        Encode(JsonText.Compact(new JsonObject { ["kind"] = "Secret", ["type"] = type, ["name"] = name, ["data"] = data.Count == 0 ? "" : Sorted(data) }));

    public static JsonObject Sorted(JsonObject map)
    {
        var sorted = new JsonObject();
        foreach (var (key, value) in map.OrderBy(e => e.Key, StringComparer.Ordinal)) sorted[key] = value?.DeepClone();
        return sorted;
    }

    /// <summary>Ten hexadecimal digits of the SHA-256, with those replaced that could spell words.</summary>
    private static string Encode(string text)
    {
        var hex = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..10];
        return string.Concat(hex.Select(c => c switch { '0' => 'g', '1' => 'h', '3' => 'k', 'a' => 'm', 'e' => 't', _ => c }));
    }
}
