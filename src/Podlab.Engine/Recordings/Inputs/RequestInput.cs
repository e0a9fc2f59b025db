using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Recordings;

/// <summary>A request in the shape of HTTP that may change something: from kubectl, from a client over the wire.</summary>
public sealed record RequestInput(ApiRequest Request) : Input
{
    public override string Kind => "request";

    public override string Summary => $"{Request.Method} {Request.Path}";

    internal override Input Elsewhere
    {
        get
        {
            if (Request.Method != "PUT" || Request.ContentType?.Contains("json", StringComparison.Ordinal) != true || JsonNode.Parse(Request.Body.Span) is not JsonObject body || body["metadata"] is not JsonObject metadata) return this;
            metadata.Remove("resourceVersion");
            metadata.Remove("uid");
            return new RequestInput(Request with { Body = Encoding.UTF8.GetBytes(body.ToJsonString()) });
        }
    }

    /// <returns>The answer, or the task of one that comes through the proxy.</returns>
    internal override object? Apply(Cluster cluster) => HttpDoor.IsProxied(Request) ? cluster.Api.Http.ProxyAsync(Request).AsTask() : cluster.Api.Http.Answer(Request);

    internal override void Write(Utf8JsonWriter json) => RequestJson.Write(json, Request);
}
