using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>One request on its way through the handlers.</summary>
internal sealed class RequestContext(ApiRequest request, QueryString query, RequestTarget target, Representation representation)
{
    public ApiRequest Request => request;

    public QueryString Query => query;

    public RequestTarget Target => target;

    public Representation Representation => representation;

    public string Namespace => target.Namespace ?? "";

    public string Name => target.Name ?? "";

    /// <summary>Gathered along the way; sent as headers whatever the answer is.</summary>
    public List<string> Warnings { get; } = Deprecations.Warnings(target.Resource);

    /// <summary>The manager that a write is tracked under: as named, or the client's own name.</summary>
    public string FieldManager
    {
        get
        {
            if (query.First("fieldManager") is { Length: > 0 } named) return named;
            var agent = request.UserAgent ?? "";
            var slash = agent.IndexOf('/');
            return slash < 0 ? agent : agent[..slash];
        }
    }
}
