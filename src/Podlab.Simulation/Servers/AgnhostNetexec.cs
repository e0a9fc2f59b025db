using System.Globalization;
using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Servers;

/// <summary>agnhost netexec: HTTP(S) and UDP with end points that tell, call, run and end.</summary>
/// <remarks>Follows test/images/agnhost/netexec/netexec.go (v1.36).</remarks>
internal sealed class AgnhostNetexec(Process self, AgnhostFlags flags)
{
    private const string Uploads = "/uploads";

    /// <summary>The UDP server runs; health checks fail without.</summary>
    private bool ready;

    public async ValueTask<int> RunAsync()
    {
        var port = flags.Number("http-port", 8080);
        var error = self.Listen("0.0.0.0", port, out var listening);
        await LogAsync($"Started HTTP server on port {port}");
        if (error != Errno.Ok)
        {
            await LogAsync($"listen tcp :{port}: bind: {Lower(error)}");
            return 1;
        }

        if (flags.Number("udp-port", 8081) is var datagrams and not -1)
        {
            if (!AgnhostDatagrams.Serve(self, datagrams))
            {
                await LogAsync($"Error occurred: failed to create listener for UDP address :{datagrams}:listen udp :{datagrams}: bind: address already in use");
                return 1;
            }

            await LogAsync($"Started UDP server on port  {datagrams}");
            ready = true;
        }

        // A Go program without a handler ends by TERM; as process 1 too, since its runtime installs one of its own.
        var delay = flags.Number("delay-shutdown", 0);
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SignalHandler = _ =>
        {
            if (delay > 0) self.Kernel.Loop.Schedule(TimeSpan.FromSeconds(delay), () => self.Kernel.Exit(self, new ExitStatus(0)));
            else self.Kernel.Exit(self, new ExitStatus(2));
        };
        var server = new HttpServer(self, AnswerAsync) { SecureNames = flags.Get("tls-cert-file", "").Length > 0 ? ["localhost", "127.0.0.1", "example.com"] : null };
        while (!self.HasEnded) await server.AcceptAsync(listening);
        return 1;
    }

    private ValueTask LogAsync(string text) => GoText.LogAsync(self, text);

    private ValueTask<HttpResponse> AnswerAsync(HttpRequest request, Connection connection) => RouteAsync(flags.Get("http-override", "") is { Length: > 0 } target ? request with { Method = "GET", Target = target } : request, connection);

    private async ValueTask<HttpResponse> RouteAsync(HttpRequest request, Connection connection)
    {
        string Value(string name) => request.Parameter(name) ?? "";
        switch (request.Path)
        {
            case "/hostname" or "/hostName":
                await LogAsync("GET " + request.Path);
                return HttpResponse.Text(self.Hostname);
            case "/clientip":
                await LogAsync("GET /clientip");
                return HttpResponse.Text(string.Create(CultureInfo.InvariantCulture, $"{connection.RemoteAddress}:{connection.RemotePort}"));
            case "/header":
                await LogAsync($"GET /header?key={Value("key")}");
                return HttpResponse.Text(request.Header(Value("key")) ?? "");
            case "/echo":
                await LogAsync($"GET /echo?msg={Value("msg")}&code={Value("code")}");
                return Code(Value("code"), 200) is { } code ? HttpResponse.Text(Value("msg"), code) : HttpResponse.Text($"argument 'code' must be an integer or empty, got \"{Value("code")}\"\n");
            case "/healthz":
                await LogAsync("GET /healthz");
                return HttpResponse.Text("", ready ? 200 : 412);
            case "/redirect":
                await LogAsync($"{request.Method} /redirect?msg={Value("location")}&code={Value("code")}");
                return Code(Value("code"), 302) is { } status ? GoText.Redirect(Value("location"), status) : HttpResponse.Text($"argument 'code' must be an integer or empty, got \"{Value("code")}\"\n");
            case "/exit":
                return await ExitAsync(Value("code"), Value("timeout"), Value("wait"));
            case "/shutdown":
                await LogAsync("GET /shutdown");
                self.Kernel.Exit(self, new ExitStatus(0));
                return HttpResponse.Text("");
            case "/shell":
                return await ShellAsync(Value("shellCommand") is { Length: > 0 } command ? command : Value("cmd"));
            case "/dial":
                return await DialAsync(request);
            case "/upload":
                return await UploadAsync(request);
            default:
                await LogAsync("GET /");
                return HttpResponse.Text("NOW: " + GoText.Time(self));
        }
    }

    private static int? Code(string text, int fallback) => text.Length == 0 ? fallback : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null;

    private async ValueTask<HttpResponse> ExitAsync(string code, string timeout, string wait)
    {
        await LogAsync($"GET /exit?code={code}&timeout={timeout}&wait={wait}");
        foreach (var (name, text) in ((string, string)[])[("timeout", timeout), ("wait", wait)])
            if (text.Length > 0 && Sleep.Seconds(text) is null) return HttpResponse.Text($"argument '{name}' must be a valid golang duration or empty, got \"{text}\"\n");
        if (Code(code, 0) is not { } number) return HttpResponse.Text($"argument 'code' must be an integer [0-127] or empty, got \"{code}\"\n");
        var (pause, closing) = (TimeSpan.FromSeconds(Sleep.Seconds(wait) ?? 0), TimeSpan.FromSeconds(Sleep.Seconds(timeout) ?? 0));
        await LogAsync($"Will begin shutdown in {GoText.Duration(pause)}, allowing {GoText.Duration(closing)} for connections to close, then will exit with {number}");
        if (pause > TimeSpan.Zero) await Task.Delay(pause, self.Kernel.Loop);
        if (closing > TimeSpan.Zero) await LogAsync("Graceful shutdown completed with: <nil>");
        self.Kernel.Exit(self, new ExitStatus(number));
        return HttpResponse.Text("");
    }

    private async ValueTask<HttpResponse> ShellAsync(string text)
    {
        await LogAsync("GET /shell?cmd=" + text);
        var (reader, writer) = Pipe.Create(self.Kernel);
        if (self.FindExecutable("/bin/sh", ["/bin/sh", "-c", text], out var executable) != Errno.Ok)
        {
            reader.Close();
            writer.Close();
            return HttpResponse.Text("{\"error\":\"fork/exec /bin/sh: no such file or directory\"}");
        }

        var child = self.Spawn(executable, process =>
        {
            process.Files.Set(1, writer);
            process.Files.Set(2, writer.Share());
        });
        var output = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = reader.Read(buffer);
            if (count == 0) break;
            if (count > 0) output.Append(Encoding.Latin1.GetString(buffer, 0, count));
            else await Task.Delay(TimeSpan.FromMilliseconds(1), self.Kernel.Loop);
        }

        reader.Close();
        var code = child?.Status.ShellCode ?? 0;
        if (child is not null) self.Reap(child);
        var parts = new List<string>();
        if (code != 0) parts.Add($"\"error\":\"exit status {code}\"");
        if (output.Length > 0) parts.Add("\"output\":" + GoText.Json(output.ToString()));
        await LogAsync($"Output: map[{(code != 0 ? $"error:exit status {code}{(output.Length > 0 ? " " : "")}" : "")}{(output.Length > 0 ? "output:" + output : "")}]");
        return HttpResponse.Text("{" + string.Join(',', parts) + "}");
    }

    private async ValueTask<HttpResponse> DialAsync(HttpRequest request)
    {
        string Value(string name) => request.Parameter(name) ?? "";
        var (host, protocol, path, tries) = (Value("host"), Value("protocol").ToLowerInvariant(), Value("request"), 1);
        await LogAsync($"GET /dial?host={host}&protocol={Value("protocol")}&port={Value("port")}&request={path}&tries={Value("tries")}");
        static HttpResponse Bad(string text) => HttpResponse.Text(text + "\n", 400);
        if (Value("tries") is { Length: > 0 } stated && !int.TryParse(stated, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out tries)) return Bad($"tries parameter is invalid. strconv.Atoi: parsing \"{stated}\": invalid syntax");
        if (path.Length == 0) return Bad("request parameter not specified. <nil>");
        if (protocol is not ("" or "http" or "udp")) return Bad($"unsupported protocol. {Value("protocol")}");
        var addresses = await self.ResolveAsync(host);
        if (addresses.Count == 0) return Bad($"host and/or port param are invalid. lookup {host}: no such host");
        if (!int.TryParse(Value("port"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return Bad($"host and/or port param are invalid. lookup tcp/{Value("port")}: unknown port");
        var (responses, errors) = (new List<string>(), new List<string>());
        var last = "";
        for (var i = 0; i < tries; i++)
        {
            var (response, error) = protocol == "udp" ? await AgnhostDatagrams.AskAsync(self, addresses[0], port, path, TimeSpan.FromSeconds(5)) : await GetAsync(addresses[0], port, path);
            last = response;
            if (error is null) responses.Add(response);
            else errors.Add(error);
        }

        var parts = new List<string>();
        if (errors.Count > 0) parts.Add($"\"errors\":[{string.Join(',', errors.Select(GoText.Json))}]");
        if (last.Length > 0) parts.Add($"\"responses\":[{string.Join(',', responses.Select(GoText.Json))}]");
        return HttpResponse.Text("{" + string.Join(',', parts) + "}");
    }

    private async ValueTask<(string Response, string? Error)> GetAsync(string address, int port, string path)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://{address}:{port}/{path}");
        var result = await self.Network.ConnectAsync(address, port, TimeSpan.FromSeconds(5));
        if (result.Connection is not { } connection)
            return ("", result.Outcome == ConnectOutcome.TimedOut ? $"Get \"{url}\": context deadline exceeded (Client.Timeout exceeded while awaiting headers)" : FormattableString.Invariant($"Get \"{url}\": dial tcp {address}:{port}: connect: {result.Words}"));
        await using var stream = new ConnectionStream(connection);
        var text = new StringBuilder();
        try
        {
            await stream.WriteAsync(Encoding.Latin1.GetBytes(FormattableString.Invariant($"GET /{path} HTTP/1.1\r\nHost: {address}:{port}\r\nUser-Agent: Go-http-client/1.1\r\nConnection: close\r\n\r\n")));
            var buffer = new byte[4096];
            for (int count; (count = await stream.ReadAsync(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
        catch (IOException)
        {
            return ("", FormattableString.Invariant($"Get \"{url}\": read tcp {connection.LocalAddress}:{connection.LocalPort}->{address}:{port}: read: connection reset by peer"));
        }

        var body = text.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return body < 0 ? ("", $"Get \"{url}\": EOF") : (text.ToString()[(body + 4)..], null);
    }

    /// <summary>Takes the part <c>file</c> of a form with many parts.</summary>
    private async ValueTask<HttpResponse> UploadAsync(HttpRequest request)
    {
        await LogAsync("GET /upload");
        async ValueTask<HttpResponse> Fail(string said, string why)
        {
            await LogAsync($"{said}: {why}");
            return HttpResponse.Text($"{{\"error\":\"{said}{(said.EndsWith("file", StringComparison.Ordinal) ? "." : "")}\"}}");
        }

        var type = request.Header("Content-Type") ?? "";
        var boundary = type.IndexOf("boundary=", StringComparison.Ordinal) is var at and >= 0 ? "--" + type[(at + 9)..].Trim('"') : null;
        var part = boundary is null ? null : request.Body.Split(boundary).FirstOrDefault(text => text.Contains("name=\"file\"", StringComparison.Ordinal));
        var start = part?.IndexOf("\r\n\r\n", StringComparison.Ordinal) ?? -1;
        if (start < 0) return await Fail("Unable to upload file", boundary is null ? "request Content-Type isn't multipart/form-data" : "http: no such file");
        var path = string.Create(CultureInfo.InvariantCulture, $"{Uploads}/upload{self.Kernel.NextRandom() % 4_000_000_000}");
        var error = self.Open(path, OpenFlags.Write | OpenFlags.Create, out var number, 0b110_000_000);
        if (error != Errno.Ok) return await Fail("Unable to open file for write", $"open {path}: {Lower(error)}");
        await self.WriteAsync(number, Encoding.Latin1.GetBytes(part![(start + 4)..].EndsWith("\r\n", StringComparison.Ordinal) ? part[(start + 4)..^2] : part[(start + 4)..]));
        self.Files.Close(number);
        self.Tree.ChangeMode(self, path, 0b111_000_000);
        await LogAsync("Wrote upload to " + path);
        return HttpResponse.Text($"{{\"output\":\"{path}\"}}", 201);
    }

    private static string Lower(Errno error) => char.ToLowerInvariant(error.Text()[0]) + error.Text()[1..];
}
