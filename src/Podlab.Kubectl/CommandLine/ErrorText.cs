using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.CommandLine;

/// <summary>What kubectl prints when a command fails.</summary>
/// <remarks>Follows checkErr and StandardErrorMessage of kubectl/pkg/cmd/util/helpers.go (v1.36.3).</remarks>
internal static class ErrorText
{
    /// <summary>The text for stderr, ending with a line feed unless it is empty.</summary>
    public static string Of(Exception error)
    {
        var text = error switch
        {
            CommandError known => known.Text,
            ManyErrors many when many.Errors.Count == 1 => Of(many.Errors[0]),
            ManyErrors many => string.Concat(many.Errors.Select(e => Message(e) + "\n")),
            StatusError { Reason: "Invalid" } status => Invalid(status.Status),
            _ => Standard(error) ?? Plain(error.Message),
        };
        return text.Length == 0 || text.EndsWith('\n') ? text : text + "\n";
    }

    /// <summary>One error among several.</summary>
    public static string Message(Exception error) => Standard(error) ?? error.Message;

    private static string? Standard(Exception error) => error switch
    {
        StatusError { Reason: "Unauthorized" } status => $"error: You must be logged in to the server ({status.Message})",
        StatusError { Reason.Length: > 0 } status => $"Error from server ({status.Reason}): {status.Message}",
        StatusError status => $"Error from server: {status.Message}",
        HttpRequestException { Message: "connection refused" } => "The connection to the server podlab.local:6443 was refused - did you specify the right host or port?",
        HttpRequestException request => $"Unable to connect to the server: {request.Message}",
        _ => null,
    };

    private static string Plain(string message) => message.StartsWith("error: ", StringComparison.Ordinal) ? message : "error: " + message;

    private static string Invalid(JsonObject status)
    {
        var text = "The request is invalid";
        var message = status.Text("message");
        if (!status.Has("details")) return message.Length > 0 ? $"{text}: {message}" : text;
        var (kind, name) = (status.Text("details", "kind"), status.Text("details", "name"));
        var causes = Causes(status).Distinct(StringComparer.Ordinal).ToList();
        if (kind.Length > 0 || name.Length > 0) text = $"The {kind} {GoText.Quote(name)} is invalid";
        else if (message.Length > 0 && causes.Count == 0) text += ": " + message;
        return causes.Count switch
        {
            0 => text,
            1 => $"{text}: {causes[0]}\n",
            _ => causes.Aggregate(new StringBuilder(text + ": \n"), (b, cause) => b.Append("* ").Append(cause).Append('\n')).ToString(),
        };
    }

    private static IEnumerable<string> Causes(JsonObject status) =>
        status.Items("details", "causes").Select(c => $"{c.Text("field")}: {c.Text("message")}");
}
