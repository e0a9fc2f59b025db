using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Runtime;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Exec;

/// <summary>Connects to containers.</summary>
internal static class Streams
{
    private const string Recorded = "All commands and output from this session will be recorded in container logs, including credentials and sensitive information passed through the command prompt.\n";

    public static async Task ExecAsync(Invocation call, string pod, string container, IReadOnlyList<string> command, bool stdin, bool tty)
    {
        var query = string.Concat(command.Select(c => $"command={Uri.EscapeDataString(c)}&")) + Query(container, stdin, tty);
        await ConnectAsync(call, $"{PodPath(call, pod)}/exec?{query}", stdin, tty);
    }

    public static async Task AttachAsync(Invocation call, string pod, string container, bool stdin, bool tty, bool quiet)
    {
        if (!quiet) call.Err(Recorded + "If you don't see a command prompt, try pressing enter.\n");
        await ConnectAsync(call, $"{PodPath(call, pod)}/attach?{Query(container, stdin, tty)}", stdin, tty);
    }

    public static string PodPath(Invocation call, string pod) => $"/api/v1/namespaces/{Uri.EscapeDataString(call.Namespace)}/pods/{Uri.EscapeDataString(pod)}";

    private static string Query(string container, bool stdin, bool tty) =>
        $"container={Uri.EscapeDataString(container)}{(stdin ? "&stdin=true" : "")}&stdout=true{(tty ? "&tty=true" : "&stderr=true")}";

    /// <summary>Runs a command with streams of the caller's own.</summary>
    public static async Task ExecAsync(Invocation call, string pod, string container, IReadOnlyList<string> command, Stream? stdin, Stream stdout)
    {
        var query = string.Concat(command.Select(c => $"command={Uri.EscapeDataString(c)}&")) + Query(container, stdin is not null, tty: false);
        var streams = new ExecStreams(stdin, stdout, call.IO.Stderr);
        Judge(await call.Client.Transport.ConnectAsync(call.Client.Request("POST", $"{PodPath(call, pod)}/exec?{query}"), streams, call.Client.Cancellation));
    }

    private static async Task ConnectAsync(Invocation call, string path, bool stdin, bool tty)
    {
        var streams = new ExecStreams(stdin ? call.IO.Stdin : null, call.IO.Stdout, tty ? null : call.IO.Stderr);
        var answer = await call.Client.Transport.ConnectAsync(call.Client.Request("POST", path), streams, call.Client.Cancellation);
        Judge(answer);
    }

    /// <summary>Ends the command with the exit code that came back.</summary>
    private static void Judge(ApiResponse answer)
    {
        if (answer.Body.IsEmpty || JsonText.Parse(answer.Body.Span) is not JsonObject status || status.Text("status") != "Failure") return;
        // What happened in the container comes as such; what hindered the connection is told as that.
        if (status.Text("reason") == "InternalError")
        {
            var cause = status.Items("details", "causes").Select(c => c.Text("message")).FirstOrDefault("");
            throw new KubectlError(cause.StartsWith("unable to upgrade connection: ", StringComparison.Ordinal) ? cause : status.Text("message"));
        }

        if (status.Text("reason") != "NonZeroExitCode") throw new KubectlError($"unable to upgrade connection: {status.Text("message")}");
        var code = status.Items("details", "causes").Where(c => c.Text("reason") == "ExitCode").Select(c => c.Text("message")).FirstOrDefault("1");
        throw new CommandError($"command terminated with exit code {code}", int.Parse(code, CultureInfo.InvariantCulture));
    }
}
