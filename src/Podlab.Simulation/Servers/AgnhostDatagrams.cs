using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Servers;

/// <summary>The UDP side of agnhost: netexec answers <c>hostname</c>, <c>clientip</c> and <c>echo TEXT</c>; connect waits for any answer.</summary>
/// <remarks>Follows test/images/agnhost/netexec/netexec.go startUDPServer and connect/connect.go (v2.53).</remarks>
internal static class AgnhostDatagrams
{
    /// <summary>Answers as long as the process lives; nothing when the port is taken.</summary>
    public static void Serve(Process self, int port)
    {
        if (self.Bind("0.0.0.0", port, out var number) == Errno.Ok) new Server(self, ((DatagramFile)self.Files[number]!).Socket).Wait();
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
        await self.WriteAsync(2, -count == (int)Errno.ECONNREFUSED ? "REFUSED\n" : "TIMEOUT\n");
        return 1;
    }

    private sealed class Server(Process self, UdpSocket socket) : Engine.Time.IWaiter
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
                var words = Encoding.UTF8.GetString(datagram.Content.Span).Trim().Split(' ', 2);
                var answer = words[0] switch
                {
                    "hostname" => self.Hostname,
                    "echo" => words.Length > 1 ? words[1] : "",
                    "clientip" => $"{datagram.Address}:{datagram.Port}",
                    _ => null,
                };
                if (answer is not null) socket.Send(datagram.Address, datagram.Port, Encoding.UTF8.GetBytes(answer));
            }

            Wait();
        }
    }
}
