using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Client;

/// <summary>The server's no: its Status.</summary>
internal sealed class StatusError(JsonObject status) : Exception(status.Text("message"))
{
    public JsonObject Status { get; } = status;

    public string Reason => Status.Text("reason");

    public int Code => (int)(Status.Number("code") ?? 0);

    public bool IsNotFound => Reason == "NotFound";

    public bool IsConflict => Reason == "Conflict";

    public bool IsAlreadyExists => Reason == "AlreadyExists";

    /// <summary>The same answer with other words.</summary>
    public StatusError Saying(string message)
    {
        var copy = Status.Copy();
        copy["message"] = message;
        return new StatusError(copy);
    }

    public static StatusError Of(int code, string reason, string message) =>
        new(new JsonObject { ["status"] = "Failure", ["message"] = message, ["reason"] = reason, ["code"] = code });

    /// <summary>What a client makes of an answer that carries no Status.</summary>
    /// <remarks>Follows NewGenericServerResponse of apimachinery/pkg/api/errors/errors.go (v1.36.3).</remarks>
    public static StatusError Generic(int code, string body)
    {
        var (reason, message) = code switch
        {
            400 => ("BadRequest", "the server rejected our request for an unknown reason"),
            401 => ("Unauthorized", "the server has asked for the client to provide credentials"),
            403 => ("Forbidden", body.Length > 0 ? body : "the server does not allow access to the requested resource"),
            404 => ("NotFound", "the server could not find the requested resource"),
            405 => ("MethodNotAllowed", "the server does not allow this method on the requested resource"),
            406 => ("NotAcceptable", body.Length > 0 ? body : "the server was unable to respond with a content type that the client supports"),
            409 => ("Conflict", "the server reported a conflict"),
            410 => ("Gone", "the server reported that the requested resource is no longer available"),
            413 => ("RequestEntityTooLarge", "the server responded with the status code 413 but did not return more information"),
            415 => ("UnsupportedMediaType", body.Length > 0 ? body : "the server was unable to respond with a content type that the client supports"),
            422 => ("Invalid", "the server rejected our request due to an error in our request"),
            429 => ("TooManyRequests", "the server has received too many requests and has asked us to try again later"),
            503 => ("ServiceUnavailable", "the server is currently unable to handle the request"),
            504 => ("Timeout", "the server was unable to return a response in the time allotted, but may still be processing the request"),
            >= 500 => ("InternalError", $"an error on the server ({Api.GoText.Quote(body)}) has prevented the request from succeeding"),
            _ => ("Unknown", $"the server responded with the status code {code} but did not return more information"),
        };
        return Of(code, reason, message);
    }
}
