using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Servers;

/// <summary>The UDP side of agnhost: netexec answers <c>hostname</c>, <c>clientip</c> and <c>echo TEXT</c>; connect waits for any answer.</summary>
/// <remarks>Follows test/images/agnhost/netexec/netexec.go startUDPServer and connect/connect.go (v2.53).</remarks>
internal static class AgnhostDatagrams
{
    /// <summary>Answers as long as the process lives; false when the port is taken.</summary>
    /// <param name="answer">What is sent back, whatever was asked; null: what netexec knows.</param>
    public static bool Serve(Process self, int port, string? answer = null)
    {
        if (self.Bind("0.0.0.0", port, out var number) != Errno.Ok) return false;
        new Server(self, ((DatagramFile)self.Files[number]!).Socket, answer).Wait();
        return true;
    }

    /// <summary>Sends one datagram and waits for the answer, as netexec's /dial does.</summary>
    public static async ValueTask<(string Response, string? Error)> AskAsync(Process self, string address, int port, string data, TimeSpan limit)
    {
        if (self.Bind("0.0.0.0", 0, out var number) != Errno.Ok) return ("", "udp dial failed. err:address already in use");
        var file = (DatagramFile)self.Files[number]!;
        file.Connect(address, port);
        file.Write(Encoding.Latin1.GetBytes(data));
        var buffer = new byte[2048];
        var end = self.Kernel.Loop.Now + limit;
        int count;
        while ((count = file.Read(buffer)) < 0 && -count != (int)Errno.ECONNREFUSED && self.Kernel.Loop.Now < end) await Task.Delay(TimeSpan.FromMilliseconds(1), self.Kernel.Loop);
        var own = file.Socket.Port;
        self.Files.Close(number);
        if (count > 0) return (Encoding.Latin1.GetString(buffer, 0, count), null);
        var why = -count == (int)Errno.ECONNREFUSED ? "read: connection refused" : "i/o timeout";
        return ("", FormattableString.Invariant($"reading from udp connection failed. err:'read udp {self.Network.Address}:{own}->{address}:{port}: {why}'"));
    }

    public static async ValueTask<int> ConnectAsync(Process self, string address, int port, double timeout, string data)
    {
        if (self.Bind("0.0.0.0", 0, out var number) != Errno.Ok) return 1;
        var socket = (DatagramFile)self.Files[number]!;
        socket.Connect(address, port);
        socket.Write(Encoding.UTF8.GetBytes(data + "\n"));
        TimeSpan? limit = timeout > 0 ? TimeSpan.FromSeconds(timeout) : null;
        var why = socket.CanRead ? WakeReason.Ready : await self.WaitAsync(socket.Readable, null, limit);
        var count = why == WakeReason.TimedOut ? -(int)Errno.ETIMEDOUT : socket.Read(new byte[1024]);
        if (count >= 0) return 0;
        var way = FormattableString.Invariant($"udp {self.Network.Address}:{socket.Socket.Port}->{address}:{port}");
        await self.WriteAsync(2, -count == (int)Errno.ECONNREFUSED ? $"REFUSED: read {way}: read: connection refused\n" : $"TIMEOUT: read {way}: i/o timeout\n");
        return 1;
    }

    private sealed class Server(Process self, UdpSocket socket, string? always) : Engine.Time.IWaiter
    {
        public void Wait()
        {
            if (!socket.IsClosed) socket.Readable.Add(this);
        }

        public void Wake() => self.Kernel.Loop.Post(Answer);

        private void Answer()
        {
            while (!self.HasEnded && socket.Receive() is { } datagram)
            {
                var asked = Encoding.UTF8.GetString(datagram.Content.Span).Trim().ToLowerInvariant();
                var from = FormattableString.Invariant($"{datagram.Address}:{datagram.Port}");
                var (answer, log) = always is not null ? (always, "") : asked switch
                {
                    "hostname" => (self.Hostname, "Sending udp hostName response"),
                    "clientip" => (from, $"Sending clientip back to UDP client {from}"),
                    _ when asked.StartsWith("echo ", StringComparison.Ordinal) => (asked[5..], $"Echoing {asked[5..]} to UDP client {from}"),
                    _ => (null, asked.Length > 0 ? $"Unknown UDP command received from {from}: {asked}" : ""),
                };
                if (log.Length > 0) GoText.Log(self, log);
                if (answer is not null) socket.Send(datagram.Address, datagram.Port, Encoding.UTF8.GetBytes(answer));
            }

            Wait();
        }
    }
}
