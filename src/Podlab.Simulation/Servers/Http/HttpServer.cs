using System.Text;
using Podlab.Engine.Network;
using Podlab.Engine.Network.Secure;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Servers.Http;

/// <summary>Serves HTTP for one process: accepts connections and answers each request; many at a time, as servers with an event loop do.</summary>
public sealed class HttpServer(Process process, Func<HttpRequest, Connection, ValueTask<HttpResponse>> handler)
{
    /// <summary>Requests longer than this are refused.</summary>
    private const int MaxRequestBytes = 8 << 20;

    /// <summary>Connections that are open.</summary>
    public int Open { get; private set; }

    /// <summary>The names that the server's certificate holds for: it speaks TLS. Null: it does not.</summary>
    public IReadOnlyList<string>? SecureNames { get; init; }

    /// <summary>No new connections; those that wait are dropped.</summary>
    public bool IsStopping { get; set; }

    /// <summary>Accepts until the listener is closed or a handled signal makes <see cref="IsStopping"/> true.</summary>
    public async ValueTask AcceptAsync(int listening)
    {
        while (!IsStopping && process.Files[listening] is not null)
        {
            var number = await process.AcceptAsync(listening, canInterrupt: true);
            Serve(number);
        }
    }

    /// <summary>Answers the requests of an accepted connection; a negative number is none.</summary>
    internal async void Serve(int number)
    {
        if (number < 0) return;
        Open++;
        var connection = ((SocketFile)process.Files[number]!).Connection;
        var stream = new ConnectionStream(connection);
        var received = new StringBuilder();
        var buffer = new byte[8192];
        var greeted = false;
        try
        {
            while (!process.HasEnded)
            {
                if (SecureNames is not null && !greeted && received.Length > 0)
                {
                    if (!SecureGreeting.IsGreeting([(byte)received[0]]))
                    {
                        await stream.WriteAsync("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8.ToArray());
                        break;
                    }

                    if (SecureGreeting.Read(Encoding.Latin1.GetBytes(received.ToString())) is var (_, length))
                    {
                        received.Remove(0, length);
                        greeted = true;
                        await stream.WriteAsync(SecureGreeting.Server(SecureNames, ""));
                    }
                }

                var request = SecureNames is not null && !greeted ? null : HttpRequest.Take(received);
                if (request is null)
                {
                    var count = await stream.ReadAsync(buffer);
                    if (count == 0 || received.Length > MaxRequestBytes) break;
                    received.Append(Encoding.Latin1.GetString(buffer, 0, count));
                    continue;
                }

                var response = await handler(request, connection);
                if (process.HasEnded) return;
                if (response.IsSent) break;
                var keeps = request.KeepsAlive && !response.Closes && !IsStopping;
                if (!keeps) response = response with { Closes = true };
                await stream.WriteAsync(response.Bytes(request.Method != "HEAD"));
                if (!keeps) break;
            }
        }
        catch (IOException)
        {
            // The client broke the connection.
        }
        catch (FormatException)
        {
            connection.Write(HttpResponse.Text("", 400).Bytes());
        }

        Open--;
        if (!process.HasEnded) process.Files.Close(number);
    }
}
