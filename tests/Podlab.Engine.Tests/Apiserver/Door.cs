using System.Text;
using System.Text.Json.Nodes;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Tests.Apiserver;

/// <summary>A bare API server, asked in the shape of HTTP.</summary>
internal sealed class Door(ClusterOptions? options = null)
{
    public Cluster Cluster { get; } = new(options ?? new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false });

    public static string Text(ApiResponse answer) => Encoding.UTF8.GetString(answer.Body.Span);

    public ApiResponse Send(string method, string path, string body = "", string type = "application/json", string accept = "application/json", string agent = "test", ApiUser? user = null) => Cluster.Api.Http.Answer(new ApiRequest
    {
        Method = method, Path = path, ContentType = body.Length == 0 ? null : type, Body = Encoding.UTF8.GetBytes(body), Accept = accept, UserAgent = agent, User = user ?? ApiUser.Admin,
    });

    public JsonNode Json(string method, string path, string body = "", string type = "application/json", string accept = "application/json")
    {
        var answer = Send(method, path, body, type, accept);
        answer.Code.ShouldBeInRange(200, 299, Text(answer));
        return JsonNode.Parse(answer.Body.Span)!;
    }

    /// <summary>The refusal's words.</summary>
    public string Refusal(int code, string method, string path, string body = "", string type = "application/json")
    {
        var answer = Send(method, path, body, type);
        answer.Code.ShouldBe(code, Text(answer));
        return JsonNode.Parse(answer.Body.Span)!["message"]!.GetValue<string>();
    }
}
