using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Api.Patches;

/// <summary>The server's answers to patches that it cannot follow.</summary>
/// <remarks>Follows staging/src/k8s.io/apiserver/pkg/endpoints/handlers/patch.go (v1.36.3).</remarks>
public static class PatchErrors
{
    /// <summary>The body is not what its content type promises.</summary>
    public static Status Malformed(string why) => Failure(400, "BadRequest", why, null);

    /// <summary>The body is fine but does not apply to this object.</summary>
    public static Status Inapplicable() => Failure(422, "Invalid", "the server rejected our request due to an error in our request", StatusDetails.Empty);

    public static Status TooManyOperations(int limit, int count) => Failure(
        413, "RequestEntityTooLarge", string.Create(CultureInfo.InvariantCulture, $"Request entity too large: The allowed maximum operations in a JSON patch is {limit}, got {count}"), null);

    public static Status Unexpected(string why) => Failure(500, null, why, null);

    /// <summary>
    /// The patched object is no object of its kind. The server quotes the patched JSON, or for a strategic patch the patch as Go prints maps.
    /// </summary>
    public static Status Undecodable(PatchType type, JsonNode? patch, ReadOnlySpan<byte> patched, string why)
    {
        var quoted = GoText.Quote(type == PatchType.Strategic ? GoMap(patch) : Encoding.UTF8.GetString(patched));
        var detail = $"Invalid value: {quoted}: {why}";
        return Failure(422, "Invalid", $" \"\" is invalid: patch: {detail}", new StatusDetails
        {
            Causes = [new StatusCause { Reason = "FieldValueInvalid", Message = detail, Field = "patch" }],
        });
    }

    /// <summary>A value as Go's <c>%v</c> prints it: <c>map[a:1 b:[x y]]</c>.</summary>
    public static string GoMap(JsonNode? node) => node switch
    {
        JsonObject map => $"map[{string.Join(' ', map.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{GoMap(field.Value)}"))}]",
        JsonArray list => $"[{string.Join(' ', list.Select(GoMap))}]",
        _ => JsonTree.ScalarText(node),
    };

    private static Status Failure(int code, string? reason, string message, StatusDetails? details) =>
        new() { ApiVersion = "v1", Kind = "Status", Code = code, StatusValue = "Failure", Reason = reason, Message = message, Details = details };
}
