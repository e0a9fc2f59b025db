using Podlab.Api.Model;

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

    public static ApiException NotFound(ResourceInfo resource, string name) =>
        Of(404, "NotFound", $"{resource.QualifiedName} \"{name}\" not found", Details(resource, name));

    public static ApiException AlreadyExists(ResourceInfo resource, string name) =>
        Of(409, "AlreadyExists", $"{resource.QualifiedName} \"{name}\" already exists", Details(resource, name));

    public static ApiException Conflict(ResourceInfo resource, string name, string why) =>
        Of(409, "Conflict", $"Operation cannot be fulfilled on {resource.QualifiedName} \"{name}\": {why}", Details(resource, name));

    /// <summary>Somebody else has changed the object since it was read.</summary>
    public static ApiException Modified(ResourceInfo resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    public static ApiException Forbidden(ResourceInfo resource, string name, string why) =>
        Of(403, "Forbidden", $"{resource.QualifiedName} \"{name}\" is forbidden: {why}", Details(resource, name));

    public static ApiException BadRequest(string why) => Of(400, "BadRequest", why, null);

    private static StatusDetails Details(ResourceInfo resource, string name) =>
        new() { Name = name, Group = resource.Group.Length == 0 ? null : resource.Group, Kind = resource.Name };

    public static ApiException Of(int code, string reason, string message, StatusDetails? details) =>
        new(new Status { Code = code, StatusValue = "Failure", Reason = reason, Message = message, Details = details });
}
