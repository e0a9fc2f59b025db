using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Engine.Apiserver;

/// <summary>The API's answer when it is no: a Status with code, reason, words and details.</summary>
/// <remarks>One factory per reason, as staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go (v1.36.3).</remarks>
public sealed class ApiException(Status status) : Exception(status.Message)
{
    public Status Status { get; } = status;

    public int Code => Status.Code;

    public string Reason => Status.Reason ?? "";

    public bool IsNotFound => Reason == "NotFound";

    public bool IsConflict => Reason == "Conflict";

    public bool IsAlreadyExists => Reason == "AlreadyExists";

    public bool IsInvalid => Reason == "Invalid";

    public bool IsForbidden => Reason == "Forbidden";

    /// <summary>Nothing is wrong with the request: the server could not take it just now.</summary>
    public bool IsTransient => Code is 429 or 503;

    public static ApiException NotFound(ResourceInfo resource, string name) =>
        Of(404, "NotFound", $"{resource.QualifiedName} {GoText.Quote(name)} not found", Details(resource, name));

    public static ApiException AlreadyExists(ResourceInfo resource, string name) =>
        Of(409, "AlreadyExists", $"{resource.QualifiedName} {GoText.Quote(name)} already exists", Details(resource, name));

    public static ApiException Conflict(ResourceInfo resource, string name, string why) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedName} {GoText.Quote(name)}: {why}", Details(resource, name));

    /// <summary>Somebody else has changed the object since it was read.</summary>
    public static ApiException Modified(ResourceInfo resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceInfo resource, string name, string why) =>
        Of(403, "Forbidden", $"{resource.QualifiedName} {GoText.Quote(name)} is forbidden: {why}", Details(resource, name));

    public static ApiException BadRequest(string why) => Of(400, "BadRequest", why, null);

    /// <summary>All that is wrong with an object; the details name its kind, not its resource.</summary>
    public static ApiException Invalid(string group, string kind, string name, FieldErrorList errors)
    {
        var causes = new StatusCause[errors.Count];
        for (var i = 0; i < causes.Length; i++)
            causes[i] = new StatusCause { Reason = errors[i].Type.CauseReason(), Message = errors[i].Body, Field = errors[i].Field };
        var qualified = group.Length == 0 ? kind : $"{kind}.{group}";
        return Of(422, "Invalid", $"{qualified} {GoText.Quote(name)} is invalid: {errors.ToAggregateMessage()}",
            new StatusDetails { Name = Text(name), Group = Text(group), Kind = Text(kind), Causes = causes.ToValueList() });
    }

    public static ApiException Invalid(GroupVersionKind kind, string name, FieldErrorList errors) => Invalid(kind.Group, kind.Kind, name, errors);

    public static ApiException MethodNotAllowed() =>
        Of(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", StatusDetails.Empty);

    public static ApiException NoSuchResource() =>
        Of(404, "NotFound", "the server could not find the requested resource", StatusDetails.Empty);

    /// <summary>What the version asked for is no longer kept.</summary>
    public static ApiException Expired(string why) => Of(410, "Expired", why, null);

    public static ApiException TooLarge(string why) => Of(413, "RequestEntityTooLarge", "Request entity too large: " + why, null);

    /// <summary>The server does not answer.</summary>
    public static ApiException Unavailable(string why) => Of(503, "ServiceUnavailable", why, null);

    /// <summary>An error that has no reason of its own; the words alone tell.</summary>
    public static ApiException Internal(string why) => Of(500, null, why, null);

    public static ApiException TooManyRequests(string why, int retryAfterSeconds, params ReadOnlySpan<StatusCause> causes) =>
        Of(429, "TooManyRequests", why, new StatusDetails { RetryAfterSeconds = retryAfterSeconds, Causes = causes.Length == 0 ? default : ValueList.Create(causes) });

    public static ApiException Of(int code, string? reason, string message, StatusDetails? details) =>
        new(new Status { ApiVersion = "v1", Kind = "Status", Code = code, StatusValue = "Failure", Reason = reason, Message = message, Details = details });

    private static StatusDetails Details(ResourceInfo resource, string name) =>
        new() { Name = Text(name), Group = Text(resource.Group), Kind = resource.Name };

    private static string? Text(string text) => text.Length == 0 ? null : text;
}
