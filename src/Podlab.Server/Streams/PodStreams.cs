using Microsoft.AspNetCore.Http;
using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
using Podlab.Server.Hosting;

namespace Podlab.Server.Streams;

/// <summary>exec, attach and port-forward over WebSockets: checks that they can be had, agrees on a protocol, and runs it.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/remotecommand and apiserver/pkg/util/wsstream (v1.36.3).</remarks>
internal sealed class PodStreams(Cluster cluster)
{
    public static bool IsStream(string target) => target.Split('?')[0].TrimEnd('/').Split('/')[^1] is "exec" or "attach" or "portforward";

    /// <summary>Clients come here when a WebSocket was refused, too: what hinders the request itself is said first.</summary>
    /// <exception cref="ApiException">Always, unless the kubelet's refusal was told.</exception>
    public async Task RefuseSpdyAsync(HttpContext context, ApiRequest request)
    {
        if (await IsRefusedAsync(context, request)) return;
        throw ApiException.BadRequest(
            "SPDY streams are not served; use a client that speaks WebSockets (kubectl 1.31 or later; for exec and attach 1.30, or 1.29 with KUBECTL_REMOTE_COMMAND_WEBSOCKETS=true)");
    }

    /// <exception cref="ApiException">It cannot be connected; the answer goes out as plain HTTP.</exception>
    public async Task ConnectAsync(HttpContext context, ApiRequest request, CancellationToken stopping)
    {
        if (await IsRefusedAsync(context, request)) return;
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        if (!request.Path.Split('?')[0].TrimEnd('/').EndsWith("/portforward", StringComparison.Ordinal))
        {
            using var terminal = await context.WebSockets.AcceptWebSocketAsync(Choose(context, RemoteCommand.V5, RemoteCommand.V4));
            await new RemoteCommand(cluster, terminal, request, end.Token).RunAsync(context.Request.Query);
            return;
        }

        var pod = PodAddress.Of(request.Path);
        if (Choose(context, PortForwardTunnel.Protocol, RemoteCommand.V5, RemoteCommand.V4) is PortForwardTunnel.Protocol)
        {
            using var tunnel = await SocketAccept.AcceptAsync(context, PortForwardTunnel.Protocol);
            await new PortForwardTunnel(cluster, pod, end.Token).RunAsync(tunnel);
            await SocketEnd.CloseAsync(tunnel, Task.CompletedTask, stopping);
            return;
        }

        var ports = PortForwardChannels.Ports(context.Request.Query);
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Choose(context, RemoteCommand.V5, RemoteCommand.V4));
        await new PortForwardChannels(cluster, pod, ports, end.Token).RunAsync(socket);
    }

    /// <summary>A refusal must come before the switch, as an answer in HTTP.</summary>
    private async Task<bool> IsRefusedAsync(HttpContext context, ApiRequest request)
    {
        if (await cluster.Clock.InvokeAsync(() => cluster.Api.Http.CheckConnect(request)) is not { } refusal) return false;
        await ResponseWriter.WriteAsync(context, refusal);
        return true;
    }

    private static string Choose(HttpContext context, params ReadOnlySpan<string> served)
    {
        foreach (var asked in context.WebSockets.WebSocketRequestedProtocols)
        {
            foreach (var name in served)
            {
                if (asked == name) return name;
            }
        }

        throw ApiException.BadRequest($"unable to upgrade: none of the subprotocols that the client asks for is served; ask for {string.Join(" or ", served!)}");
    }
}
