using System.Globalization;
using System.Text;
using Podlab.Engine.Apiserver.Bootstrap;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Requests;
using Podlab.Engine.Network;
using Podlab.Engine.Network.Secure;
using Podlab.Engine.Time;

namespace Podlab.Engine.Apiserver.InCluster;

/// <summary>The API on the cluster's own network, where pods reach it as <c>https://kubernetes.default.svc</c>: the same door, by HTTP/1.1.</summary>
internal sealed class InClusterServer(ApiServer server, ClusterNetwork network) : IWaiter
{
    private const int LongestRequest = 8 << 20;

    private static readonly string[] Names =
        ["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", "localhost", "127.0.0.1", SystemObjects.ServiceAddress, SystemObjects.ServerAddress];

    private readonly AccountAuthentication accounts = new(server);
    private Listener? listener;

    public void Start()
    {
        var machine = network.AddHost(SystemObjects.ServerAddress);
        server.Machine = machine;
        listener = machine.Listen("0.0.0.0", SystemObjects.ServerPort);
        Wake();
    }

    public void Wake() => network.Loop.Post(Accept);

    private void Accept()
    {
        while (listener!.Accept() is { } connection) Serve(connection);
        listener.Acceptable.Add(this);
    }

    private async void Serve(Connection connection)
    {
        using var stream = new ConnectionStream(connection);
        try
        {
            var received = new List<byte>();
            await ReadAsync(stream, received);
            if (!SecureGreeting.IsGreeting(received.ToArray()))
            {
                await stream.WriteAsync("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"u8.ToArray());
                return;
            }

            while (SecureGreeting.Read(received.ToArray()) is null)
            {
                if (!await ReadAsync(stream, received)) return;
            }

            received.RemoveRange(0, SecureGreeting.Read(received.ToArray())!.Value.Length);
            await stream.WriteAsync(SecureGreeting.Server(Names, server.CertificateAuthority));
            while (await RequestAsync(stream, received) is { } request)
            {
                if (!await AnswerAsync(stream, request)) return;
            }
        }
        catch (IOException)
        {
            // The client is gone.
        }
    }

    private static async ValueTask<bool> ReadAsync(ConnectionStream stream, List<byte> received)
    {
        var buffer = new byte[8192];
        var count = await stream.ReadAsync(buffer);
        received.AddRange(buffer.AsSpan(0, count));
        return count > 0 && received.Count < LongestRequest;
    }

    private static async ValueTask<HttpMessage?> RequestAsync(ConnectionStream stream, List<byte> received)
    {
        while (true)
        {
            if (HttpMessage.Take(received) is { } message) return message;
            if (!await ReadAsync(stream, received)) return null;
        }
    }

    /// <summary>False: the connection is to be closed.</summary>
    private async ValueTask<bool> AnswerAsync(ConnectionStream stream, HttpMessage message)
    {
        var answer = await AnswerAsync(message);
        var head = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {answer.Code} {Reason(answer.Code)}\r\n"));
        head.Append("Cache-Control: no-cache, private\r\nContent-Type: ").Append(answer.ContentType).Append("\r\n");
        foreach (var warning in answer.Warnings) head.Append("Warning: 299 - \"").Append(warning).Append("\"\r\n");
        foreach (var (name, value) in answer.Headers) head.Append(name).Append(": ").Append(value).Append("\r\n");
        head.Append("Date: ").Append(network.Loop.Now.ToString("R", CultureInfo.InvariantCulture)).Append("\r\n");
        if (answer.Stream is null) head.Append(CultureInfo.InvariantCulture, $"Content-Length: {answer.Body.Length}\r\n\r\n");
        else head.Append("Transfer-Encoding: chunked\r\n\r\n");
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head.ToString()));
        if (answer.Stream is { } pieces)
        {
            await foreach (var piece in pieces)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes(piece.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n"));
                await stream.WriteAsync(piece);
                await stream.WriteAsync("\r\n"u8.ToArray());
            }

            await stream.WriteAsync("0\r\n\r\n"u8.ToArray());
        }
        else if (message.Method != "HEAD")
        {
            await stream.WriteAsync(answer.Body);
        }

        return !string.Equals(message.Header("Connection"), "close", StringComparison.OrdinalIgnoreCase);
    }

    private async ValueTask<ApiResponse> AnswerAsync(HttpMessage message)
    {
        try
        {
            var user = accounts.Authenticate(message.Header("Authorization"));
            if (user == AccountAuthentication.Anonymous) CheckPublic(message);
            var request = new ApiRequest
            {
                Method = message.Method,
                Path = message.Target,
                ContentType = message.Header("Content-Type"),
                Accept = message.Header("Accept") ?? "application/json",
                UserAgent = message.Header("User-Agent"),
                Body = message.Body,
                User = user,
            };
            if (server.Faults?.DelayOf(request) is { Ticks: > 0 } delay) await Task.Delay(delay, network.Loop);
            return HttpDoor.IsProxied(request) ? await server.Http.ProxyAsync(request) : server.Http.Answer(request);
        }
        catch (ApiException refusal)
        {
            return HttpDoor.Refusal(refusal);
        }
    }

    /// <summary>Nobody in particular may ask how the server is and which it is, and nothing else.</summary>
    /// <remarks>The cluster role system:public-info-viewer (plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go, v1.36.3).</remarks>
    private static void CheckPublic(HttpMessage message)
    {
        var path = message.Target.Split('?')[0];
        if (message.Method == "GET" && path is "/healthz" or "/livez" or "/readyz" or "/version" or "/version/") return;
        var segments = path.Trim('/').Split('/');
        var (group, target) = segments switch
        {
            ["api", "v1", _, ..] => ("", RequestTarget.Find("", "v1", segments.AsSpan(2))),
            ["apis", var named, var version, _, ..] => (named, RequestTarget.Find(named, version, segments.AsSpan(3))),
            _ => ("", null),
        };
        var why = target is null
            ? $"User \"system:anonymous\" cannot {message.Method.ToLowerInvariant()} path \"{path}\""
            : $"User \"system:anonymous\" cannot {Verbs.Of(message.Method, target, QueryString.Empty)} resource \"{target.Resource.Name}\" in API group \"{group}\" {(target.Namespace is { } space ? $"in the namespace \"{space}\"" : "at the cluster scope")}";
        throw target is null ? ApiException.Of(403, "Forbidden", "forbidden: " + why, null) : ApiException.Of(403, "Forbidden", $"{target.Resource.Name}{(target.Name is { } name ? $" \"{name}\"" : "")} is forbidden: {why}", new Podlab.Api.Model.StatusDetails { Kind = target.Resource.Name, Name = target.Name, Group = group.Length > 0 ? group : null });
    }

    private static string Reason(int code) => code switch
    {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        409 => "Conflict",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        _ => "",
    };
}
