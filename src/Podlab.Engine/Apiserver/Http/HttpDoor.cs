using Podlab.Engine.Apiserver.Discovery;
using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>
/// The API in the shape of HTTP: finds out what a request is for and gives it to its handler. Every refusal becomes a Status here.
/// Requests that only read may be answered on any thread (<see cref="OnlyReads"/>); all others on the event loop.
/// </summary>
public sealed class HttpDoor
{
    private readonly ReadHandlers reads;
    private readonly WriteHandlers writes;
    private readonly DeleteHandlers deletes;
    private readonly SubresourceHandlers subresources;
    private readonly ReviewHandlers reviews;
    private readonly NonResourceHandlers others;

    internal HttpDoor(ApiServer server)
    {
        var encoding = new ObjectEncoding(server.Clock);
        reads = new ReadHandlers(server, encoding);
        writes = new WriteHandlers(server, encoding);
        deletes = new DeleteHandlers(server, encoding);
        subresources = new SubresourceHandlers(server, encoding, writes);
        reviews = new ReviewHandlers(server, encoding);
        others = new NonResourceHandlers(server);
    }

    /// <summary>Whether the request changes nothing and needs nothing of the event loop.</summary>
    public static bool OnlyReads(ApiRequest request) => request.Method is "GET" or "HEAD" && !request.Path.Contains("/log", StringComparison.Ordinal);

    public ApiResponse Answer(ApiRequest request)
    {
        var answer = Route(request);
        return request.Method == "HEAD" ? answer with { Body = default, Stream = null } : answer;
    }

    private ApiResponse Route(ApiRequest request)
    {
        var mark = request.Path.IndexOf('?');
        var path = mark < 0 ? request.Path : request.Path[..mark];
        var query = mark < 0 ? QueryString.Empty : new QueryString(request.Path[(mark + 1)..]);
        RequestContext? context = null;
        try
        {
            CheckTimeout(query);
            var segments = path.Trim('/').Split('/');
            if (path.StartsWith("/api/v1/", StringComparison.Ordinal) && segments.Length > 2)
                return Resource(request, query, RequestTarget.Find("", "v1", segments.AsSpan(2)), ref context);
            if (path.StartsWith("/apis/", StringComparison.Ordinal) && segments.Length > 3 && RequestTarget.IsVersion(segments[1], segments[2]))
                return Resource(request, query, RequestTarget.Find(segments[1], segments[2], segments.AsSpan(3)), ref context);
            return others.Answer(request, path, segments, query);
        }
        catch (ApiException refusal)
        {
            return ObjectEncoding.Status(refusal.Status, context?.Warnings ?? []);
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
