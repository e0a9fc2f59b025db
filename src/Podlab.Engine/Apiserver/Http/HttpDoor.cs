using System.Text;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Discovery;
using Podlab.Engine.Apiserver.Proxying;
using Podlab.Engine.Apiserver.Requests;
using Podlab.Engine.Recordings;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>
/// The API in the shape of HTTP: finds out what a request is for and gives it to its handler. Every refusal becomes a Status here.
/// Requests that only read may be answered on any thread (<see cref="OnlyReads"/>); all others on the event loop.
/// </summary>
public sealed class HttpDoor
{
    private readonly ApiServer server;
    private readonly ReadHandlers reads;
    private readonly WriteHandlers writes;
    private readonly DeleteHandlers deletes;
    private readonly SubresourceHandlers subresources;
    private readonly ReviewHandlers reviews;
    private readonly NonResourceHandlers others;
    private readonly PodConnectHandlers connections;
    private readonly ProxyLocator locator;

    internal HttpDoor(ApiServer server)
    {
        this.server = server;
        var encoding = new ObjectEncoding(server.Clock);
        reads = new ReadHandlers(server, encoding);
        writes = new WriteHandlers(server, encoding);
        deletes = new DeleteHandlers(server, encoding);
        connections = new PodConnectHandlers(server);
        locator = new ProxyLocator(server);
        subresources = new SubresourceHandlers(server, encoding, writes, connections);
        reviews = new ReviewHandlers(server, encoding);
        others = new NonResourceHandlers(server);
    }

    /// <summary>Whether the request changes nothing and needs nothing of the event loop.</summary>
    public static bool OnlyReads(ApiRequest request) => request.Method is "GET" or "HEAD" && !request.Path.Contains("/log", StringComparison.Ordinal);

    /// <summary>Larger bodies are refused; a transport need not read more than one byte beyond.</summary>
    public const int BodyLimit = RequestBody.Limit;

    /// <summary>A refusal as an answer.</summary>
    public static ApiResponse Refusal(ApiException refusal) => ObjectEncoding.Status(refusal.Status, []);

    /// <summary>A Status as an answer, or as what goes over the error channel of a stream.</summary>
    public static ApiResponse Refusal(Status status) => ObjectEncoding.Status(status, []);

    /// <exception cref="Faults.ConnectionLostException">A fault was injected that keeps the answer back.</exception>
    public ApiResponse Answer(ApiRequest request)
    {
        if (request.Method is not ("GET" or "HEAD") && server.Inputs is { IsAsked: true } inputs) return (ApiResponse)inputs.Take(new RequestInput(request))!;
        try
        {
            server.Faults?.Meet(request);
        }
        catch (ApiException busy)
        {
            return Refusal(busy);
        }

        var answer = PrettyJson.IfAsked(request, Route(request));
        return request.Method == "HEAD" ? answer with { Body = default, Stream = null } : answer;
    }

    /// <summary>exec and attach: runs until the command ends. To be called on the event loop; a refusal before that is an exception.</summary>
    /// <exception cref="ApiException">There is no such pod or container.</exception>
    public async ValueTask<Status> ConnectAsync(ApiRequest request, ExecStreams streams, CancellationToken cancellation = default)
    {
        if (server.Inputs is { IsAsked: true } inputs) return await inputs.Streams.ConnectAsync(request, streams, cancellation);
        server.Faults?.Meet(request);
        var context = Context(request);
        var (pod, container) = connections.CheckConnect(context);
        var node = connections.NodeOf(pod);
        var isAttach = context.Target.Subresource!.Name == "attach";
        try
        {
            if (isAttach)
            {
                await node.AttachAsync(pod, container, streams, cancellation);
                return ExecStatus.Of(0);
            }

            var exec = new ExecRequest([.. context.Query.All("command")], streams) { Tty = RequestOptions.Boolean(context.Query, "tty") ?? false };
            return ExecStatus.Of(await node.ExecAsync(pod, container, exec, cancellation));
        }
        catch (ApiException refusal)
        {
            return ExecStatus.Failed("unable to upgrade connection: " + refusal.Message);
        }
        catch (RuntimeException failure)
        {
            // The kubelet says it is an internal error, and so does the API server of what the kubelet says.
            return ExecStatus.Failed($"Internal error occurred: error {(isAttach ? "attaching to container" : "executing command in container")}: {failure.Message}");
        }
    }

    /// <summary>Makes sure that exec, attach or port-forward can be connected, before a transport switches to streams.</summary>
    /// <returns>Null: it can. Otherwise the kubelet's refusal, which reaches the client in the kubelet's plain words.</returns>
    /// <remarks>As staging/src/k8s.io/kubelet/pkg/cri/streaming/errors.go WriteError (v1.36.3).</remarks>
    /// <exception cref="ApiException">The API server itself refuses.</exception>
    public ApiResponse? CheckConnect(ApiRequest request)
    {
        var (pod, container) = connections.CheckConnect(Context(request));
        if (connections.NodeOf(pod) is var node && (container.Length == 0 || node.IsRunning(pod, container))) return null;
        return new ApiResponse { Code = 500, ContentType = "text/plain; charset=utf-8", Body = Encoding.UTF8.GetBytes($"container not found (\"{container}\")") };
    }

    /// <summary>A connection to a port of a pod.</summary>
    /// <exception cref="ApiException">The pod cannot be reached.</exception>
    public ValueTask<Stream> ForwardAsync(string @namespace, string pod, int port, CancellationToken cancellation = default)
    {
        if (server.Inputs is { IsAsked: true } inputs) return inputs.Streams.ForwardAsync(@namespace, pod, port);
        var context = Context(new ApiRequest { Method = "POST", Path = $"/api/v1/namespaces/{@namespace}/pods/{pod}/portforward" });
        var found = connections.CheckConnect(context).Pod;
        return connections.NodeOf(found).ForwardAsync(found, port, cancellation);
    }

    /// <summary>Whether a request goes on to a pod, a service or a node: <see cref="ProxyAsync"/> answers it.</summary>
    public static bool IsProxied(ApiRequest request) => request.Path.Contains("/proxy", StringComparison.Ordinal) && TargetOf(Split(request).Path)?.Subresource?.Name == "proxy";

    /// <summary>Asks the pod, a pod behind the service or the kubelet, and gives its answer; a refusal is an answer too. To be called on the event loop.</summary>
    public async ValueTask<ApiResponse> ProxyAsync(ApiRequest request, CancellationToken cancellation = default)
    {
        if (server.Inputs is { IsAsked: true } inputs) return await (Task<ApiResponse>)inputs.Take(new RequestInput(request))!;
        try
        {
            server.Faults?.Meet(request);
            var target = Context(request with { Method = request.Method == "HEAD" ? "GET" : request.Method }).Target;
            if (target.Resource.Kind.Kind == "Node") return AskKubelet(request, target);
            if (server.Machine is { } machine) return await new ApiProxy(locator, machine).AnswerAsync(request, target, cancellation);
            var location = locator.Find(target);
            throw ApiException.Unavailable($"error trying to reach service: dial tcp {location.Host}: connect: network is unreachable");
        }
        catch (ApiException refusal)
        {
            return Refusal(refusal);
        }
    }

    /// <summary>Below <c>nodes/NAME/proxy</c> the kubelet itself answers.</summary>
    private ApiResponse AskKubelet(ApiRequest request, RequestTarget target)
    {
        var asked = ProxiedName.Parse(target.Name!) ?? throw ApiException.BadRequest($"invalid node request \"{target.Name}\"");
        if (server.Store.Find(target.Resource, "", asked.Name) is null) throw ApiException.NotFound(target.Resource, asked.Name);
        if (request.Method is not ("GET" or "HEAD")) throw ApiException.MethodNotAllowed();
        return server.Nodes.Get(asked.Name).Page(target.Rest) ?? new ApiResponse { Code = 404, ContentType = "text/plain; charset=utf-8", Body = "404 page not found\n"u8.ToArray() };
    }

    /// <summary>The context of a request for a subresource of a pod, a service or a node.</summary>
    private static RequestContext Context(ApiRequest request)
    {
        var (path, query) = Split(request);
        if (TargetOf(path) is not { Subresource: not null } target) throw ApiException.NoSuchResource();
        Verbs.Of(request.Method, target, query);
        return new RequestContext(request, query, target, Representation.PlainJson);
    }

    private static RequestTarget? TargetOf(string path)
    {
        var segments = path.Trim('/').Split('/');
        return segments is ["api", "v1", _, ..] ? RequestTarget.Find("", "v1", segments.AsSpan(2)) : null;
    }

    private static (string Path, QueryString Query) Split(ApiRequest request)
    {
        var mark = request.Path.IndexOf('?');
        return mark < 0 ? (request.Path, QueryString.Empty) : (request.Path[..mark], new QueryString(request.Path[(mark + 1)..]));
    }

    private ApiResponse Route(ApiRequest request)
    {
        if (!request.Body.IsEmpty && !RequestBody.IsProtobuf(request)) request = request with { Body = GoUtf8.Repair(request.Body) };
        var (path, query) = Split(request);
        RequestContext? context = null;
        try
        {
            CheckTimeout(query);
            var segments = path.Trim('/').Split('/');
            if (WatchPath.TryRewrite(ref segments)) query = query.With("watch", "true");
            if (path.StartsWith("/api/v1/", StringComparison.Ordinal) && segments.Length > 2)
                return Resource(request, query, RequestTarget.Find("", "v1", segments.AsSpan(2)), ref context);
            if (path.StartsWith("/apis/", StringComparison.Ordinal) && segments.Length > 3 && (RequestTarget.IsVersion(segments[1], segments[2]) || server.CustomKinds.IsVersion(segments[1], segments[2])))
                return Resource(request, query, RequestTarget.Find(segments[1], segments[2], segments.AsSpan(3), server.CustomKinds), ref context);
            return others.Answer(request, path, segments, query);
        }
        catch (ApiException refusal)
        {
            return ObjectEncoding.Status(refusal.Status, context?.Warnings ?? [], yaml: context?.Representation is { Yaml: true, Form: ObjectForm.Whole });
        }
    }

    private ApiResponse Resource(ApiRequest request, QueryString query, RequestTarget? target, ref RequestContext? context)
    {
        if (target is null) throw ApiException.NoSuchResource();
        var verb = Verbs.Of(request.Method, target, query);
        var representation = Representation.Negotiate(request.Accept, isCollection: target.Name is null && request.Method == "GET");
        context = new RequestContext(request, query, target, representation);
        if (target.Name is "." or "..") throw ApiException.BadRequest($"Name parameter invalid: \"{target.Name}\": may not be '{target.Name}'");
        if (target.Subresource is not null && subresources.TryAnswer(context, verb) is { } special) return special;
        return verb switch
        {
            "get" => reads.Get(context),
            "list" => reads.List(context),
            "watch" => reads.Watch(context),
            "create" when target.Resource.Name == "bindings" => subresources.BindByBody(context),
            "create" when ReviewHandlers.Takes(target.Resource) => reviews.Create(context),
            "create" => writes.Create(context),
            "update" => writes.Update(context),
            "patch" => writes.Patch(context),
            "delete" => deletes.Delete(context),
            "deletecollection" => deletes.DeleteCollection(context),
            _ => throw ApiException.MethodNotAllowed(),
        };
    }

    private static void CheckTimeout(QueryString query)
    {
        if (query.First("timeout") is { Length: > 0 } text && !GoDuration.IsValid(text))
            throw ApiException.BadRequest($"invalid timeout specified in the request URL - time: invalid duration {Podlab.Api.GoText.Quote(text)}");
    }
}
