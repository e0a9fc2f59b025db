using System.Text;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Runtime;
using Podlab.Engine.Store;

namespace Podlab.Conformance.Tests.Node;

/// <summary>The way from a kubectl in the process to the API in the process.</summary>
internal sealed class DoorTransport(Cluster cluster) : IApiTransport
{
    public TimeProvider Clock => cluster.Clock;

    public Uri Server { get; } = new("https://podlab.local");

    public ValueTask<ApiResponse> SendAsync(ApiRequest request, CancellationToken cancellation = default) => ValueTask.FromResult(cluster.Api.Http.Answer(request));

    public async ValueTask<ApiResponse> ConnectAsync(ApiRequest request, ExecStreams streams, CancellationToken cancellation = default)
    {
        var (path, query) = request.Path.Split('?', 2) is [var head, var tail] ? (head, tail) : (request.Path, "");
        var segments = path.Trim('/').Split('/');
        var parameters = query.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => (Key: pair[0], Value: Uri.UnescapeDataString(pair.Length > 1 ? pair[1].Replace('+', ' ') : ""))).ToList();
        try
        {
            var pod = cluster.Api.Of<Pod>().Get(segments[3], segments[5]);
            var container = parameters.FirstOrDefault(parameter => parameter.Key == "container").Value ?? pod.Spec.Containers[0].Name;
            var node = cluster.Api.Nodes.Get(pod.Spec.NodeName ?? "");
            if (segments[6] == "attach")
            {
                await node.AttachAsync(pod, container, streams, cancellation);
                return Answer(new Status { StatusValue = "Success" });
            }

            var command = parameters.Where(parameter => parameter.Key == "command").Select(parameter => parameter.Value).ToList();
            var code = await node.ExecAsync(pod, container, new ExecRequest(command, streams) { Tty = parameters.Contains(("tty", "true")) }, cancellation);
            return Answer(code == 0
                ? new Status { StatusValue = "Success" }
                : new Status
                {
                    StatusValue = "Failure",
                    Reason = "NonZeroExitCode",
                    Message = $"command terminated with non-zero exit code: exit status {code}",
                    Details = new StatusDetails { Causes = [new StatusCause { Reason = "ExitCode", Message = code.ToString(System.Globalization.CultureInfo.InvariantCulture) }] },
                });
        }
        catch (ApiException refusal)
        {
            return Answer(refusal.Status) with { Code = refusal.Code };
        }
        catch (RuntimeException failure)
        {
            return Answer(new Status { StatusValue = "Failure", Code = 500, Reason = "InternalError", Message = failure.Message }) with { Code = 500 };
        }
    }

    public async ValueTask<Stream> ForwardAsync(string @namespace, string pod, int port, CancellationToken cancellation = default)
    {
        var found = cluster.Api.Of<Pod>().Get(@namespace, pod);
        return await cluster.Api.Nodes.Get(found.Spec.NodeName ?? "").ForwardAsync(found, port, cancellation);
    }

    private static ApiResponse Answer(Status status) => new() { Code = 200, Body = Encoding.UTF8.GetBytes(Podlab.Api.Json.KubernetesJson.ToText(status)) };
}
