using System.Globalization;
using System.Text;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Requests;
using Podlab.Engine.Network;
using Podlab.Engine.Network.Secure;

namespace Podlab.Engine.Apiserver.Proxying;

/// <summary>Requests below <c>…/pods/NAME/proxy</c> and <c>…/services/NAME/proxy</c>: they go from the API server's machine to the pod, and its answer comes back.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/proxy/upgradeaware.go and transport.go (v1.36.3). Links in pages are left as they are.</remarks>
internal sealed class ApiProxy(ProxyLocator locator, NetworkNamespace machine)
{
    private static readonly TimeSpan DialLimit = TimeSpan.FromSeconds(30);

    // These speak of one connection, or of a length that is told anew.
    private static readonly HashSet<string> OfTheConnection = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Content-Length", "Content-Type", "Location", "Upgrade", "Cache-Control" };

    /// <exception cref="ApiException">There is nobody to ask, or nobody answers.</exception>
    public async ValueTask<ApiResponse> AnswerAsync(ApiRequest request, RequestTarget target, CancellationToken cancellation)
    {
        var location = locator.Find(target);
        var (path, query) = request.Path.Split('?', 2) is [var before, var after] ? (before, "?" + after) : (request.Path, "");
        if (target.Rest.Length == 0 && !path.EndsWith('/')) return new ApiResponse { Code = 301, ContentType = "", Headers = [KeyValuePair.Create("Location", path + "/" + query)] };
        var root = path[..(path.Length - target.Rest.Length)].TrimEnd('/');
        try
        {
            var connected = await machine.ConnectAsync(location.Address, location.PortNumber, DialLimit);
            if (connected.Connection is null) throw new IOException($"dial tcp {location.Address}:{location.PortNumber.ToString(CultureInfo.InvariantCulture)}: {(connected.Outcome == ConnectOutcome.TimedOut ? "i/o timeout" : "connect: " + connected.Words)}");
            await using var stream = new ConnectionStream(connected.Connection);
            if (location.IsSecure && await TrustingClient.GreetAsync(stream, location.Address, cancellation) is { } why) throw new IOException(why);
            await stream.WriteAsync(Head(request, location, "/" + target.Rest + query, path), cancellation);
            await stream.WriteAsync(request.Body, cancellation);
            var reply = await ProxiedReply.ReadAsync(stream, request.Method != "HEAD", cancellation);
            return new ApiResponse { Code = reply.Code, ContentType = reply.Header("Content-Type") ?? "", Body = reply.Body, Headers = [.. Headers(reply, location, root)] };
        }
        catch (IOException failure)
        {
            throw ApiException.Unavailable("error trying to reach service: " + failure.Message);
        }
    }

    private static byte[] Head(ApiRequest request, ProxyLocation location, string path, string asked)
    {
        var head = new StringBuilder();
        head.Append(CultureInfo.InvariantCulture, $"{request.Method} {path} HTTP/1.1\r\nHost: {location.Host}\r\nAccept: {request.Accept}\r\n");
        if (request.UserAgent is { Length: > 0 } agent) head.Append(CultureInfo.InvariantCulture, $"User-Agent: {agent}\r\n");
        if (request.ContentType is { Length: > 0 } type) head.Append(CultureInfo.InvariantCulture, $"Content-Type: {type}\r\n");
        if (!request.Body.IsEmpty) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {request.Body.Length}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"X-Forwarded-Uri: {asked}\r\nX-Forwarded-Proto: https\r\nConnection: close\r\n\r\n");
        return Encoding.Latin1.GetBytes(head.ToString());
    }

    /// <summary>A redirect within the server leads through the proxy again.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Headers(ProxiedReply reply, ProxyLocation location, string root)
    {
        foreach (var header in reply.Headers)
        {
            if (!OfTheConnection.Contains(header.Key)) yield return header;
        }

        if (reply.Header("Location") is not { } to) yield break;
        var own = $"{(location.IsSecure ? "https" : "http")}://{location.Host}";
        yield return KeyValuePair.Create("Location", to.StartsWith(own + "/", StringComparison.Ordinal) ? root + to[own.Length..] : to.StartsWith('/') ? root + to : to);
    }
}
