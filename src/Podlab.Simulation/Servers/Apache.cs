using System.Globalization;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers;

/// <summary>Apache httpd in the foreground: serves /usr/local/apache2/htdocs on the port of <c>Listen</c>, stops on TERM and WINCH.</summary>
public sealed class Apache : IProgram
{
    private const string Root = "/usr/local/apache2";

    public async ValueTask<int> RunAsync(Process self)
    {
        var configuration = self.ReadText(Root + "/conf/httpd.conf") ?? "";
        string Setting(string name, string fallback) => configuration.Split('\n').Select(line => line.Trim().Split([' ', '\t'], 2)).FirstOrDefault(fields => fields.Length == 2 && fields[0] == name)?[1].Trim().Trim('"') ?? fallback;
        _ = int.TryParse(Setting("Listen", "80").Split(':')[^1], out var port);
        var documents = Setting("DocumentRoot", Root + "/htdocs");
        var error = self.Listen("0.0.0.0", port, out var listening);
        if (error != Errno.Ok)
        {
            await self.WriteAsync(2, $"({(int)error}){error.Text()}: AH00072: make_sock: could not bind to address [::]:{port}\n({(int)error}){error.Text()}: AH00072: make_sock: could not bind to address 0.0.0.0:{port}\nno listening sockets available, shutting down\nAH00015: Unable to open logs\n");
            return 1;
        }

        string Stamp() => DateText.Format("%a %b %d %H:%M:%S", self.Kernel.Now) + FormattableString.Invariant($".{self.Kernel.Now.Ticks / 10 % 1_000_000:D6} {self.Kernel.Now.Year}");
        var address = self.Network.Address;
        await self.WriteAsync(2, $"AH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {address}. Set the 'ServerName' directive globally to suppress this message\nAH00558: httpd: Could not reliably determine the server's fully qualified domain name, using {address}. Set the 'ServerName' directive globally to suppress this message\n");
        await self.WriteAsync(2, $"[{Stamp()}] [mpm_event:notice] [pid {self.Pid}:tid {self.Pid}] AH00489: Apache/2.4.62 (Unix) configured -- resuming normal operations\n[{Stamp()}] [core:notice] [pid {self.Pid}:tid {self.Pid}] AH00094: Command line: 'httpd -D FOREGROUND'\n");
        await self.AllocateAsync(6 << 20);
        var server = new HttpServer(self, (request, connection) => AnswerAsync(self, documents, request, connection));
        var stopped = false;
        self.SignalHandler = _ =>
        {
            stopped = true;
            server.IsStopping = true;
        };
        foreach (var signal in (Signal[])[Signal.TERM, Signal.INT, Signal.WINCH]) self.SetAction(signal, SignalAction.Handle);
        await server.AcceptAsync(listening);
        if (stopped) await self.WriteAsync(2, $"[{Stamp()}] [mpm_event:notice] [pid {self.Pid}:tid {self.Pid}] AH00491: caught SIGTERM, shutting down\n");
        return 0;
    }

    private static async ValueTask<HttpResponse> AnswerAsync(Process self, string documents, HttpRequest request, Connection connection)
    {
        var path = HttpRequest.Decode(request.Path);
        var file = documents + path;
        if (self.Tree.Find(self, file, true, out var node) == Errno.Ok && node is DirectoryNode) file = file.TrimEnd('/') + "/index.html";
        HttpResponse response;
        if (self.Tree.Open(self, file, OpenFlags.Read, 0, out var open) == Errno.Ok && open.Node is FileNode content)
        {
            open.Close();
            response = new HttpResponse(200, System.Text.Encoding.Latin1.GetString(content.ReadAll()))
            {
                Headers =
                [
                    new("Date", DateText.Format("%a, %d %b %Y %H:%M:%S GMT", self.Kernel.Now)), new("Server", "Apache/2.4.62 (Unix)"), new("Last-Modified", DateText.Format("%a, %d %b %Y %H:%M:%S GMT", content.Modified)),
                    new("ETag", FormattableString.Invariant($"\"{content.Size:x}-{content.Modified.ToUnixTimeSeconds():x}\"")), new("Accept-Ranges", "bytes"), new("Content-Type", MediaTypes.Of(file)),
                ],
            };
        }
        else
        {
            response = new HttpResponse(404, "<!DOCTYPE HTML PUBLIC \"-//IETF//DTD HTML 2.0//EN\">\n<html><head>\n<title>404 Not Found</title>\n</head><body>\n<h1>Not Found</h1>\n<p>The requested URL was not found on this server.</p>\n</body></html>\n")
            {
                Headers = [new("Date", DateText.Format("%a, %d %b %Y %H:%M:%S GMT", self.Kernel.Now)), new("Server", "Apache/2.4.62 (Unix)"), new("Content-Type", "text/html; charset=iso-8859-1")],
            };
        }

        await self.WriteAsync(1, string.Create(CultureInfo.InvariantCulture, $"{connection.RemoteAddress} - - [{DateText.Format("%d/%b/%Y:%H:%M:%S +0000", self.Kernel.Now)}] \"{request.Method} {request.Target} {request.Version}\" {response.Status} {response.Body.Length}\n"));
        return response;
    }
}
