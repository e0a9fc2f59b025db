using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Utilities.Net;

/// <summary><c>httpd [-f] [-v] [-p [IP:]PORT] [-h HOME]</c>: files, directories' index.html, and programs under /cgi-bin. A child per connection.</summary>
internal sealed class Httpd : Utility
{
    public override IReadOnlyList<string> Names => ["httpd"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("fivp:h:c:u:r:d:e:m:") is not { } options) return 1;
        var process = run.Process;
        if (options.Value('h') is { } home)
        {
            var error = process.Tree.Walk(process, home, true, out var place);
            if (error == Errno.Ok && place.Node is not DirectoryNode) error = place.Node is null ? Errno.ENOENT : Errno.ENOTDIR;
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"can't change directory to '{home}': {error.Text()}");
                return 1;
            }

            process.WorkingDirectory = place.Path;
        }

        var text = options.Value('p') ?? "80";
        var colon = text.LastIndexOf(':');
        _ = int.TryParse(text.AsSpan(colon + 1), out var port);
        var listened = process.Listen(colon < 0 ? "0.0.0.0" : text[..colon], port, out var listening);
        if (listened != Errno.Ok)
        {
            await run.ErrorAsync($"bind: {listened.Text()}");
            return 1;
        }

        process.ReapsChildren = true;
        if (options.Has('f'))
        {
            await AcceptAsync(process, listening);
            return 0;
        }

        // Without -f it goes to the background: the child serves, the parent ends.
        if (process.Fork() is { } child)
        {
            child.ReapsChildren = true;
            child.Start(async self =>
            {
                await AcceptAsync(self, listening);
                return 0;
            });
        }

        return 0;
    }

    private static async ValueTask AcceptAsync(Process process, int listening)
    {
        while (await process.AcceptAsync(listening) is var number and >= 0)
        {
            if (process.Fork() is { } child)
            {
                child.Files.Close(listening);
                child.Start(async self =>
                {
                    await ServeAsync(self, number);
                    return 0;
                });
            }

            process.Files.Close(number);
        }
    }

    private static async ValueTask ServeAsync(Process process, int socket)
    {
        var received = new StringBuilder();
        var buffer = new byte[4096];
        HttpRequest? request = null;
        try
        {
            while (request is null)
            {
                var count = await process.ReadAsync(socket, buffer);
                if (count <= 0) return;
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
                request = HttpRequest.Take(received);
            }
        }
        catch (FormatException)
        {
            await SendErrorAsync(process, socket, 400);
            return;
        }

        if (request.Method is not ("GET" or "HEAD" or "POST"))
        {
            await SendErrorAsync(process, socket, 501);
            return;
        }

        var path = HttpRequest.Decode(request.Path);
        if (!path.StartsWith('/') || path.Split('/').Contains("..")) await SendErrorAsync(process, socket, 400);
        else if (path.StartsWith("/cgi-bin/", StringComparison.Ordinal)) await RunProgramAsync(process, socket, request, path);
        else await SendFileAsync(process, socket, request, path);
    }

    private static async ValueTask SendFileAsync(Process process, int socket, HttpRequest request, string path)
    {
        var file = "." + path;
        if (process.Tree.Find(process, file, true, out var node) == Errno.Ok && node is DirectoryNode)
        {
            if (!path.EndsWith('/'))
            {
                await SendAsync(process, socket, new HttpResponse(302) { Headers = [new("Location", path + "/")], Closes = true }, request.Method);
                return;
            }

            file += "index.html";
        }

        var error = process.Open(file, OpenFlags.Read, out var number);
        if (error != Errno.Ok || process.Files[number]?.Node is not FileNode content)
        {
            await SendErrorAsync(process, socket, error == Errno.EACCES ? 403 : 404, request.Method);
            return;
        }

        var response = new HttpResponse(200, Encoding.Latin1.GetString(content.ReadAll()))
        {
            Headers =
            [
                new("Date", DateText.Format("%a, %d %b %Y %H:%M:%S GMT", process.Kernel.Now)), new("Connection", "close"), new("Content-type", MediaTypes.Of(file)),
                new("Accept-Ranges", "bytes"), new("Last-Modified", DateText.Format("%a, %d %b %Y %H:%M:%S GMT", content.Modified)),
            ],
        };
        await SendAsync(process, socket, response, request.Method);
    }

    private static async ValueTask RunProgramAsync(Process process, int socket, HttpRequest request, string path)
    {
        var name = path["/cgi-bin/".Length..].Split('/')[0];
        var script = process.WorkingDirectory.TrimEnd('/') + "/cgi-bin/" + name;
        if (name.Length == 0 || process.FindExecutable(script, [script], out var executable) != Errno.Ok)
        {
            await SendErrorAsync(process, socket, 404, request.Method);
            return;
        }

        var (outReader, outWriter) = Pipe.Create(process.Kernel);
        var (inReader, inWriter) = Pipe.Create(process.Kernel);
        var remote = process.Files[socket] is SocketFile { Connection: var connection } ? connection.RemoteAddress : "";
        var child = process.Spawn(executable, self =>
        {
            self.Files.Close(socket);
            self.Files.Set(0, inReader);
            self.Files.Set(1, outWriter);
            self.WorkingDirectory = process.WorkingDirectory.TrimEnd('/') + "/cgi-bin";
            self.Environment =
            [
                .. process.Environment, new("GATEWAY_INTERFACE", "CGI/1.1"), new("SERVER_PROTOCOL", request.Version), new("REQUEST_METHOD", request.Method), new("QUERY_STRING", request.Query),
                new("REQUEST_URI", request.Target), new("SCRIPT_NAME", "/cgi-bin/" + name), new("SCRIPT_FILENAME", script), new("PATH_INFO", path["/cgi-bin/".Length..][name.Length..]),
                new("REMOTE_ADDR", remote), new("CONTENT_LENGTH", request.Body.Length.ToString(CultureInfo.InvariantCulture)), new("SERVER_SOFTWARE", "busybox httpd/1.35.0"),
            ];
        });
        if (child is null)
        {
            outWriter.Close();
            inReader.Close();
        }

        if (request.Body.Length > 0) await process.WriteAsync(inWriter, Encoding.Latin1.GetBytes(request.Body));
        inWriter.Close();
        var output = new StringBuilder();
        var buffer = new byte[8192];
        for (int count; (count = await process.ReadAsync(outReader, buffer)) > 0;) output.Append(Encoding.Latin1.GetString(buffer, 0, count));
        var text = output.ToString();
        var status = "200 OK";
        if (text.StartsWith("HTTP/", StringComparison.Ordinal))
        {
            await process.WriteAsync(socket, Encoding.Latin1.GetBytes(text));
            return;
        }

        if (text.StartsWith("Status:", StringComparison.OrdinalIgnoreCase) && text.IndexOf('\n', StringComparison.Ordinal) is var end and > 0)
        {
            status = text["Status:".Length..end].Trim();
            text = text[(end + 1)..];
            if (int.TryParse(status, out var code)) status = $"{status} {HttpResponse.Reason(code)}";
        }

        await process.WriteAsync(socket, Encoding.Latin1.GetBytes($"HTTP/1.0 {status}\r\n{text}"));
    }

    private static ValueTask SendErrorAsync(Process process, int socket, int status, string method = "GET")
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"{status} {HttpResponse.Reason(status)}");
        var what = status switch { 404 => "The requested URL was not found", 403 => "", 400 => "Unsupported method", 501 => "The requested method is not recognized", _ => "" };
        var body = $"<HTML><HEAD><TITLE>{title}</TITLE></HEAD>\n<BODY><H1>{title}</H1>\n{what}\n</BODY></HTML>\n";
        return SendAsync(process, socket, new HttpResponse(status, body)
        {
            Headers = [new("Date", DateText.Format("%a, %d %b %Y %H:%M:%S GMT", process.Kernel.Now)), new("Connection", "close"), new("Content-type", "text/html")],
        }, method);
    }

    private static async ValueTask SendAsync(Process process, int socket, HttpResponse response, string method) => await process.WriteAsync(socket, response.Bytes(method != "HEAD"));
}
