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

/// <summary>exec, attach and port-forward over WebSockets: every message starts with the number of its channel.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/remotecommand and apiserver/pkg/util/wsstream (v1.36.3).</remarks>
internal sealed class PodStreams(Cluster cluster)
{
    private const byte Stdin = 0;
    private const byte Stdout = 1;
    private const byte Stderr = 2;
    private const byte ErrorChannel = 3;
    private const byte CloseChannel = 255;
    private const string V5 = "v5.channel.k8s.io";
    private const string V4 = "v4.channel.k8s.io";
    private const int LargestMessage = 64 * 1024;

    public static bool IsStream(string target) => target.Split('?')[0].TrimEnd('/').Split('/')[^1] is "exec" or "attach" or "portforward";

    public static ApiException SpdyRefused() => ApiException.BadRequest(
        "SPDY streams are not served; use a client that speaks WebSockets (kubectl 1.31 or later; for kubectl 1.29 and 1.30 set KUBECTL_REMOTE_COMMAND_WEBSOCKETS=true)");

    public async Task ConnectAsync(HttpContext context, ApiRequest request, CancellationToken stopping)
    {
        if (!IsStream(request.Path)) throw ApiException.BadRequest("only exec, attach and portforward are served over WebSockets");
        // A refusal must come before the switch, as an answer in HTTP.
        await cluster.Clock.InvokeAsync(() =>
        {
            cluster.Api.Http.CheckConnect(request);
            return true;
        });
        var protocol = context.WebSockets.WebSocketRequestedProtocols.FirstOrDefault(name => name is V5 or V4)
            ?? throw ApiException.BadRequest($"unable to upgrade: none of the subprotocols is served; ask for {V5} or {V4}");
        using var socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (request.Path.Contains("/portforward", StringComparison.Ordinal)) await PortForwarding.RunAsync(cluster, socket, context.Request, end);
        else await RunAsync(socket, context.Request.Query, request, end);
    }

    private async Task RunAsync(WebSocket socket, IQueryCollection query, ApiRequest request, CancellationTokenSource end)
    {
        var frames = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
        var input = new Pipe(new PipeOptions(useSynchronizationContext: true, pauseWriterThreshold: 1 << 20));
        bool Wants(string name) => query[name] == "true" || query[name] == "1";
        var streams = new ExecStreams(
            Wants("stdin") ? input.Reader.AsStream() : null,
            Wants("stdout") ? new ChannelStream(Stdout, frames.Writer) : null,
            Wants("stderr") && !Wants("tty") ? new ChannelStream(Stderr, frames.Writer) : null);
        cluster.Clock.Start(async () =>
        {
            var status = await EndOf(request, streams, end.Token);
            frames.Writer.TryWrite([ErrorChannel, .. HttpDoor.Refusal(status).Body.Span]);
            frames.Writer.TryComplete();
        });
        var reading = ReadInputAsync(socket, input.Writer, end);
        await foreach (var frame in frames.Reader.ReadAllAsync(end.Token)) await socket.SendAsync(frame, WebSocketMessageType.Binary, endOfMessage: true, end.Token);
        if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, end.Token);
        await end.CancelAsync();
        await reading;
    }

    private async Task<Status> EndOf(ApiRequest request, ExecStreams streams, CancellationToken cancellation)
    {
        try
        {
            return await cluster.Api.Http.ConnectAsync(request, streams, cancellation);
        }
        catch (ApiException refusal)
        {
            return refusal.Status;
        }
        catch (RuntimeException failure)
        {
            return ApiException.Internal("Internal error occurred: " + failure.Message).Status;
        }
        catch (OperationCanceledException)
        {
            return ApiException.Internal("the client has gone").Status;
        }
    }

    private static async Task ReadInputAsync(WebSocket socket, PipeWriter input, CancellationTokenSource end)
    {
        var buffer = new byte[LargestMessage];
        try
        {
            while (socket.State == WebSocketState.Open)
            {
                var message = await socket.ReceiveAsync(buffer.AsMemory(), end.Token);
                if (message.MessageType == WebSocketMessageType.Close) break;
                if (message.Count == 0) continue;
                if (buffer[0] == Stdin) await input.WriteAsync(buffer.AsMemory(1, message.Count - 1), end.Token);
                else if (buffer[0] == CloseChannel && message.Count > 1 && buffer[1] == Stdin) await input.CompleteAsync();
                // A long message goes on without a channel's number.
                while (!message.EndOfMessage)
                {
                    message = await socket.ReceiveAsync(buffer.AsMemory(), end.Token);
                    await input.WriteAsync(buffer.AsMemory(0, message.Count), end.Token);
                }
            }
        }
        catch (Exception gone) when (gone is OperationCanceledException or WebSocketException or InvalidOperationException)
        {
            // The other end is no longer there; the command finds its input at an end.
        }

        await input.CompleteAsync();
    }
}
