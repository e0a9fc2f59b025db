using System.Text;
using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>What a body says it is, with the gaps filled from what the address stands for.</summary>
internal sealed record KindHead(string Group, string Version, string Kind)
{
    private const string Scheme = "pkg/runtime/scheme.go:111";
    private static readonly HashSet<GroupVersionKind> Registered = [.. Resources.All.Select(resource => resource.Kind),
        .. Resources.All.SelectMany(resource => resource.Subresources.Select(subresource => subresource.Kind)),
        .. Resources.All.Select(resource => resource.Kind with { Kind = resource.Kind.Kind + "List" })];

    public static ApiException CannotHandle(string kind, string version, GroupVersionKind expected, string why) =>
        ApiException.BadRequest($"{kind} in version {GoText.Quote(version)} cannot be handled as a {expected.Kind}: {why}");

    public static string NotRegistered(string group, string version, string kind) =>
        $"no kind {GoText.Quote(kind)} is registered for version {GoText.Quote(group.Length == 0 ? version : $"{group}/{version}")} in scheme {GoText.Quote(Scheme)}";

    public static KindHead Read(ReadOnlySpan<byte> json, GroupVersionKind expected, ReadOnlyMemory<byte> original)
    {
        string? apiVersion = null, kind = null;
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 512 });
            reader.Read();
            if (reader.TokenType == JsonTokenType.StartObject) ReadFields(ref reader, ref apiVersion, ref kind);
            else if (reader.TokenType != JsonTokenType.Null) throw new JsonException($"json: cannot unmarshal {Word(reader.TokenType)} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}");
            if (reader.Read()) throw new JsonException("invalid character after top-level value");
        }
        catch (JsonException exception)
        {
            throw Unrecognized(expected, "couldn't get version/kind; json parse error: " + (GoJsonSyntax.Complaint(json) ?? exception.Message), original);
        }

        if (apiVersion is null or "" && kind is null or "") return new KindHead(expected.Group, expected.Version, expected.Kind);
        var parts = (apiVersion ?? "").Split('/');
        if (parts.Length > 2) throw Unrecognized(expected, "unexpected GroupVersion string: " + apiVersion, original);
        var group = parts.Length == 2 ? parts[0] : "";
        var version = parts.Length == 2 ? parts[1] : parts[0];
        if (version.Length == 0) (group, version) = (expected.Group, expected.Version);
        // Evictions of the version before are still taken.
        else if ((group, version, kind) == ("policy", "v1beta1", "Eviction")) version = "v1";
        return new KindHead(group, version, string.IsNullOrEmpty(kind) ? expected.Kind : kind);
    }

    public void Check(GroupVersionKind expected)
    {
        if (Group == expected.Group && Version == expected.Version && Kind == expected.Kind) return;
        if (!Registered.Contains(new GroupVersionKind(Group, Version, Kind))) throw CannotHandle(Kind, Version, expected, NotRegistered(Group, Version, Kind));
        if (Group == expected.Group && Kind == expected.Kind)
            throw ApiException.BadRequest($"the API version in the data ({(Group.Length == 0 ? Version : $"{Group}/{Version}")}) does not match the expected API version ({expected.ApiVersion})");
        throw CannotHandle(Kind, Version, expected, $"converting ({Version}.{Kind}) to ({Package(expected.Group)}.{expected.Kind}): unknown conversion");
    }

    /// <summary>Why an object of this kind is none of the expected one.</summary>
    public string Mismatch(GroupVersionKind expected) => Registered.Contains(new GroupVersionKind(Group, Version, Kind))
        ? $"converting ({Version}.{Kind}) to ({Package(expected.Group)}.{expected.Kind}): unknown conversion" : NotRegistered(Group, Version, Kind);

    private static void ReadFields(ref Utf8JsonReader reader, ref string? apiVersion, ref string? kind)
    {
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("apiVersion"u8);
            var isKind = reader.ValueTextEquals("kind"u8);
            reader.Read();
            if (!isVersion && !isKind)
            {
                reader.Skip();
                continue;
            }

            if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.Null))
                throw new JsonException($"json: cannot unmarshal {Word(reader.TokenType)} into Go struct field .{(isVersion ? "apiVersion" : "kind")} of type string");
            if (isVersion) apiVersion = reader.GetString();
            else kind = reader.GetString();
        }
    }

    private static string Word(JsonTokenType type) => type switch
    {
        JsonTokenType.StartArray => "array",
        JsonTokenType.StartObject => "object",
        JsonTokenType.Number => "number",
        JsonTokenType.String => "string",
        _ => "bool",
    };

    private static ApiException Unrecognized(GroupVersionKind expected, string why, ReadOnlyMemory<byte> original)
    {
        var start = original.Span[..Math.Min(30, original.Length)];
        var text = original.IsEmpty ? "<empty>" : (start[0] == '{' ? Encoding.UTF8.GetString(start) : Convert.ToHexStringLower(start)) + (original.Length > 30 ? " ..." : "");
        return ApiException.BadRequest($"the object provided is unrecognized (must be of type {expected.Kind}): {why} ({text})");
    }

    /// <summary>The Go package of a group's own types, which conversions name.</summary>
    private static string Package(string group) => group.Length == 0 ? "core" : group.Split('.')[0];
}
