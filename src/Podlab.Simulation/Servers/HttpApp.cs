using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>A small HTTP program: listens, answers, ends on TERM with the exit code of its language's runtime.</summary>
internal static class HttpApp
{
    /// <param name="handlesTerm">False: the program leaves TERM to the kernel, so that as process 1 it does not end by it (Node.js, Go's default ends it).</param>
    public static async ValueTask<int> ServeAsync(Process self, int port, string? started, Func<HttpRequest, Connection, ValueTask<HttpResponse>> answer, bool handlesTerm = true, int termCode = 0)
    {
        var error = self.Listen("0.0.0.0", port, out var listening);
        if (error != Errno.Ok)
        {
            await self.WriteAsync(2, $"listen tcp :{port}: bind: {char.ToLowerInvariant(error.Text()[0])}{error.Text()[1..]}\n");
            return 1;
        }

        if (started is not null) await self.WriteAsync(1, started + "\n");
        await self.AllocateAsync(4 << 20);
        var server = new HttpServer(self, answer);
        if (handlesTerm)
        {
            self.SignalHandler = _ => server.IsStopping = true;
            self.SetAction(Signal.TERM, SignalAction.Handle);
            self.SetAction(Signal.INT, SignalAction.Handle);
        }

        await server.AcceptAsync(listening);
        return termCode;
    }

    public static int Number(string? text, int fallback) => int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : fallback;
}

/// <summary>hashicorp/http-echo: <c>-text=…</c>, <c>-listen=:5678</c>.</summary>
internal sealed class HttpEcho : IProgram
{
    public async ValueTask<int> RunAsync(Process self)
    {
        var (text, listen) = (self.GetEnvironment("ECHO_TEXT") ?? "", ":5678");
        var arguments = self.Arguments;
        for (var i = 1; i < arguments.Count; i++)
        {
            var argument = arguments[i].TrimStart('-');
            var value = argument.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? argument[(at + 1)..] : i + 1 < arguments.Count ? arguments[++i] : "";
            if (argument.StartsWith("text", StringComparison.Ordinal)) text = value;
            else if (argument.StartsWith("listen", StringComparison.Ordinal)) listen = value;
        }

        if (text.Length == 0)
        {
            await self.WriteAsync(2, "Missing -text option!\n");
            return 127;
        }

        var port = HttpApp.Number(listen[(listen.LastIndexOf(':') + 1)..], 5678);
        return await HttpApp.ServeAsync(self, port, null, async (request, connection) =>
        {
            await self.WriteAsync(1, $"{Utilities.Host.DateText.Format("%Y/%m/%d %H:%M:%S", self.Kernel.Now)} {request.Header("Host")} {connection.RemoteAddress}:{connection.RemotePort} \"{request.Method} {request.Path} {request.Version}\" 200 {text.Length + 1} \"{request.Header("User-Agent")}\" 0s\n");
            return new HttpResponse(200, text + "\n") { Headers = [new("X-App-Name", "http-echo"), new("X-App-Version", "1.0.0"), new("Content-Type", "text/plain; charset=utf-8")] };
        });
    }
}

/// <summary>A web application that names its pod: hello-app, http-go, kubia, echoserver. What it says is a template in <c>APP_GREETING</c> (<c>{host}</c>, <c>{path}</c>, <c>{client}</c>), its port <c>PORT</c>.</summary>
internal sealed class GreetingApp : IProgram
{
    public ValueTask<int> RunAsync(Process self)
    {
        var greeting = self.GetEnvironment("APP_GREETING") ?? "Hello from {host}\n";
        var started = self.GetEnvironment("APP_STARTED");
        var log = self.GetEnvironment("APP_LOG");
        string Fill(string template, HttpRequest? request, Connection? connection) => template.Replace("\\n", "\n", StringComparison.Ordinal).Replace("{host}", self.Hostname, StringComparison.Ordinal)
            .Replace("{path}", request?.Target ?? "", StringComparison.Ordinal).Replace("{method}", request?.Method ?? "", StringComparison.Ordinal).Replace("{client}", connection?.RemoteAddress ?? "", StringComparison.Ordinal)
            .Replace("{headers}", string.Concat(request?.Headers.Select(header => $"\t{header.Key.ToLowerInvariant()}={header.Value}\n") ?? []), StringComparison.Ordinal)
            .Replace("{body}", request is { Body.Length: > 0 } ? request.Body : "-no body in request-", StringComparison.Ordinal).Replace("{address}", self.Network.Address, StringComparison.Ordinal);
        return HttpApp.ServeAsync(self, HttpApp.Number(self.GetEnvironment("PORT"), 8080), started is null ? null : Fill(started, null, null), async (request, connection) =>
        {
            if (log is not null) await self.WriteAsync(1, Fill(log, request, connection) + "\n");
            return HttpResponse.Text(Fill(greeting, request, connection));
        }, handlesTerm: self.GetEnvironment("APP_IGNORES_TERM") is null, termCode: HttpApp.Number(self.GetEnvironment("APP_TERM_CODE"), 0));
    }
}
