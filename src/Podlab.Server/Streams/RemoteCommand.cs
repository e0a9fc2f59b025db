using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Runtime;

namespace Podlab.Server.Streams;

/// <summary>exec and attach over one WebSocket: every message starts with the number of its channel; the last one tells how it ended.</summary>
/// <remarks>Follows staging/src/k8s.io/client-go/tools/remotecommand/websocket.go and apimachinery/pkg/util/remotecommand (v1.36.3).</remarks>
internal sealed class RemoteCommand(Cluster cluster, WebSocket socket, ApiRequest request, CancellationToken stopping)
{
    public const string V5 = "v5.channel.k8s.io";
    public const string V4 = "v4.channel.k8s.io";

    private const byte Stdin = 0;
    private const byte Stdout = 1;
    private const byte Stderr = 2;
    private const byte ErrorChannel = 3;

    /// <summary>Since v5: the channel whose number follows is at its end. Channel 4, the terminal's size, means nothing here.</summary>
    private const byte CloseChannel = 255;

    private const int LargestMessage = 64 * 1024;

    /// <summary>What a command has written and the client has not taken: beyond it the command waits.</summary>
    private const int MostFrames = 64;

    private readonly Channel<byte[]> frames = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostFrames) { SingleReader = true });
    private readonly Pipe input = new(new PipeOptions(useSynchronizationContext: true, pauseWriterThreshold: 1 << 20, resumeWriterThreshold: 1 << 19));
    private readonly CancellationTokenSource gone = new();

    public async Task RunAsync(IQueryCollection query)
    {
        // As Kubernetes reads truth in queries: whatever is there and does not say no. Python's client says True.
        bool Wants(string name) => query.TryGetValue(name, out var asked) && asked.ToString() is var text && text != "0" && !text.Equals("false", StringComparison.OrdinalIgnoreCase);
        var streams = new ExecStreams(
            Wants("stdin") ? input.Reader.AsStream() : null,
            Wants("stdout") ? new ChannelStream(Stdout, frames.Writer) : null,
            Wants("stderr") && !Wants("tty") ? new ChannelStream(Stderr, frames.Writer) : null);
        cluster.Clock.Start(() => ConnectAsync(streams));
        var reading = ReadAsync();
        await SendAsync();
        await SocketEnd.CloseAsync(socket, reading, stopping);
        if (!reading.IsCompleted) socket.Abort();
        await reading;
    }

    private async Task ConnectAsync(ExecStreams streams)
    {
        var status = await EndAsync(streams);
        try
        {
            await frames.Writer.WriteAsync([ErrorChannel, .. HttpDoor.Refusal(status).Body.Span]);
            frames.Writer.TryComplete();
        }
        catch (ChannelClosedException)
        {
            // Nobody is there to be told.
        }
    }

    private async Task<Status> EndAsync(ExecStreams streams)
    {
        try
        {
            return await cluster.Api.Http.ConnectAsync(request, streams, gone.Token);
        }
        catch (ApiException refusal)
        {
            return refusal.Status;
        }
        catch (OperationCanceledException)
        {
            return ApiException.Internal("the client has gone").Status;
        }
    }

    private async Task SendAsync()
    {
        try
        {
            await foreach (var frame in frames.Reader.ReadAllAsync(stopping)) await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, stopping);
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException or IOException)
        {
            Leave();
        }
    }

    /// <summary>Carries what the client sends to the command's input, until the client closes.</summary>
    private async Task ReadAsync()
    {
        var buffer = new byte[LargestMessage];
        byte? channel = null;
        try
        {
            while (true)
            {
                var piece = await socket.ReceiveAsync(buffer.AsMemory(), stopping);
                if (piece.MessageType == WebSocketMessageType.Close) break;
                var bytes = buffer.AsMemory(0, piece.Count);
                if (channel is null && piece.Count > 0)
                {
                    channel = buffer[0];
                    bytes = bytes[1..];
                    if (channel == CloseChannel && !bytes.IsEmpty && bytes.Span[0] == Stdin) await input.Writer.CompleteAsync();
                }

                if (channel == Stdin && !bytes.IsEmpty) await input.Writer.WriteAsync(bytes, stopping);
                // A long message goes on without its channel's number.
                if (piece.EndOfMessage) channel = null;
            }
        }
        catch (Exception failure) when (failure is OperationCanceledException or WebSocketException or IOException or InvalidOperationException)
        {
            // The other end is no longer there, or writes to an input it has closed.
        }

        await input.Writer.CompleteAsync();
        Leave();
    }

    /// <summary>The command is told on its own thread; what it still writes goes nowhere.</summary>
    private void Leave()
    {
        frames.Writer.TryComplete();
        cluster.Clock.Post(gone.Cancel);
    }
}
