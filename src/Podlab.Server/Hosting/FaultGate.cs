using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Faults;

namespace Podlab.Server.Hosting;

/// <summary>
/// Faults over the wire, a word a segment: <c>POST /podlab/faults/registry/down?for=5m</c>, <c>POST /podlab/faults/kill/web/nginx</c>; <c>GET /podlab/faults</c> tells what is broken.
/// </summary>
internal static class FaultGate
{
    private const string Prefix = "/podlab/faults";

    public static async Task AnswerAsync(Cluster cluster, HttpContext context)
    {
        var words = context.Request.Path.Value![Prefix.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries);
        var isQuestion = HttpMethods.IsGet(context.Request.Method) && words.Length == 0;
        if (!isQuestion && !HttpMethods.IsPost(context.Request.Method)) throw ApiException.MethodNotAllowed();
        var limit = context.Request.Query["for"] is { Count: > 0 } span ? " for " + span : "";
        var (said, active) = await cluster.Clock.InvokeAsync(() =>
        {
            try
            {
                return (isQuestion ? null : cluster.Faults.Apply(string.Join(' ', words) + limit), cluster.Faults.Active.Select(fault => fault.ToString()).ToArray());
            }
            catch (FaultException wrong)
            {
                throw ApiException.BadRequest(wrong.Message);
            }
        });
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { said, active }));
    }
}
