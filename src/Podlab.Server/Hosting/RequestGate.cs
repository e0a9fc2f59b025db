using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
using Podlab.Server.Streams;

namespace Podlab.Server.Hosting;

/// <summary>From a request on the wire to the API and back: who asks, which thread answers, in which pieces.</summary>
internal sealed class RequestGate(Cluster cluster, ClusterLoop loop, ServerOptions options, string token, CancellationToken stopping)
{
    private readonly BearerAuthentication authentication = new(token);
    private readonly PodStreams streams = new(cluster);
    private static readonly TimeSpan LongestAdvance = TimeSpan.FromDays(366);
    private int held;

    public async Task AnswerAsync(HttpContext context)
    {
        try
        {
            await RouteAsync(context);
        }
        catch (ApiException refusal)
        {
            await ResponseWriter.WriteAsync(context, HttpDoor.Refusal(refusal));
        }
        catch (OperationCanceledException)
        {
            // The client has gone, or the server is going.
            context.Abort();
        }
        catch (IOException)
        {
            context.Abort();
        }
        catch (Exception mistake)
        {
            // A mistake of ours must not cost the others their server.
            if (context.Response.HasStarted) context.Abort();
            else await ResponseWriter.WriteAsync(context, HttpDoor.Refusal(ApiException.Internal("Internal error occurred: " + mistake.Message)));
        }
    }

    private async Task RouteAsync(HttpContext context)
    {
        CheckHost(context.Request.Host.Host);
        var headers = context.Request.Headers;
        var user = authentication.Authenticate(headers.Authorization, headers["Impersonate-User"], headers["Impersonate-Group"] is { Count: > 0 } groups ? [.. groups.Select(group => group ?? "")] : null, headers["Impersonate-Uid"]);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (target.StartsWith("/podlab/clock/", StringComparison.Ordinal))
        {
            await ClockAsync(context);
            return;
        }

        if (target.StartsWith("/podlab/faults", StringComparison.Ordinal))
        {
            await FaultGate.AnswerAsync(cluster, context);
            return;
        }

        var request = new ApiRequest
        {
            Method = context.Request.Method,
            Path = target,
            ContentType = context.Request.ContentType,
            Accept = headers.Accept.ToString(),
            UserAgent = headers.UserAgent,
            User = user,
            Body = await RequestReader.ReadAsync(context),
        };
        if (cluster.Faults.DelayOf(request) is { Ticks: > 0 } delay) await loop.WaitAsync(delay, context.RequestAborted);
        if (HttpDoor.IsProxied(request)) await HoldAsync(() => ProxyAsync(context, request));
        else if (!PodStreams.IsStream(target)) await AnswerAsync(context, request);
        else if (context.WebSockets.IsWebSocketRequest) await HoldAsync(() => streams.ConnectAsync(context, request, stopping));
        else if (headers.Upgrade.ToString().StartsWith("SPDY/", StringComparison.OrdinalIgnoreCase)) await streams.RefuseSpdyAsync(context, request);
        else await AnswerAsync(context, request);
    }

    private Task AnswerAsync(HttpContext context, ApiRequest request) =>
        HttpDoor.OnlyReads(request) ? WriteAsync(context, cluster.Api.Http.Answer(request), isOfLoop: false) : AnswerOnLoopAsync(context, request);

    private async Task ProxyAsync(HttpContext context, ApiRequest request)
    {
        var answer = cluster.Clock.InvokeAsync(() => cluster.Api.Http.ProxyAsync(request, context.RequestAborted).AsTask()).Unwrap();
        await ResponseWriter.WriteAsync(context, await answer.WaitAsync(context.RequestAborted), stopping);
    }

    private async Task AnswerOnLoopAsync(HttpContext context, ApiRequest request) =>
        await WriteAsync(context, await cluster.Clock.InvokeAsync(() => cluster.Api.Http.Answer(request)), isOfLoop: true);

    /// <param name="isOfLoop">Whether the pieces of a stream must be taken on the event loop.</param>
    private Task WriteAsync(HttpContext context, ApiResponse answer, bool isOfLoop) => answer.Stream is null
        ? ResponseWriter.WriteAsync(context, answer, stopping) : StreamAsync(context, isOfLoop ? answer with { Stream = LoopStream.Pump(cluster.Clock, answer.Stream, context.RequestAborted) } : answer);

    private Task StreamAsync(HttpContext context, ApiResponse answer) =>
        HoldAsync(() => context.WebSockets.IsWebSocketRequest ? SocketWriter.WriteAsync(context, answer, stopping) : ResponseWriter.WriteAsync(context, answer, stopping));

    /// <summary>Watches, followed logs, commands and forwarded ports stay open: there is a bound on how many.</summary>
    private async Task HoldAsync(Func<Task> answer)
    {
        try
        {
            if (Interlocked.Increment(ref held) > options.MaxWatches) throw ApiException.TooManyRequests("too many watches and streams are open, please try again later", 1);
            await answer();
        }
        finally
        {
            Interlocked.Decrement(ref held);
        }
    }

    /// <summary>A page in a browser that has found out the port must not pass for a client: names that are not ours are refused.</summary>
    private void CheckHost(string host)
    {
        if (host is "localhost" or "kubernetes" or "kubernetes.default" or "kubernetes.default.svc" || options.HostNames.Contains(host)) return;
        if (IPAddress.TryParse(host.Trim('[', ']'), out var address) && (IPAddress.IsLoopback(address) || address.Equals(options.Address) || options.Address.Equals(IPAddress.Any) || options.Address.Equals(IPAddress.IPv6Any))) return;
        throw ApiException.Forbidden(ApiServer.ResourceOf(Podlab.Api.Model.Namespace.GroupVersionKind), "", $"the server does not answer for the host \"{host}\"; ask for it as 127.0.0.1 or localhost");
    }

    /// <summary><c>POST /podlab/clock/advance?by=30s</c> and <c>GET /podlab/clock/now</c>.</summary>
    private async Task ClockAsync(HttpContext context)
    {
        var now = cluster.Clock.Now;
        if (context.Request.Path == "/podlab/clock/advance")
        {
            if (!HttpMethods.IsPost(context.Request.Method)) throw ApiException.MethodNotAllowed();
            if (!loop.IsManual) throw ApiException.BadRequest("time follows the machine's clock here; start with --clock manual to advance it by hand");
            var by = Duration.Parse(context.Request.Query["by"]) ?? throw ApiException.BadRequest($"\"{context.Request.Query["by"]}\" is no span of time; say by how much: /podlab/clock/advance?by=30s (h, m, s, ms)");
            if (by > LongestAdvance) throw ApiException.BadRequest($"time is advanced by {LongestAdvance.TotalHours}h at most at once");
            now = await loop.AdvanceAsync(by, context.RequestAborted);
        }
        else if (context.Request.Path != "/podlab/clock/now")
        {
            throw ApiException.NoSuchResource();
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync($"{{\"now\": \"{now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture)}\"}}");
    }
}
