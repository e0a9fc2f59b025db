using System.Text;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Server.Tests.Hosting;

/// <summary>Callers in the process and over HTTPS come through the same door: the same requests get the same bytes.</summary>
public sealed class TwoDoorsTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";
    private const string Pods = "/api/v1/namespaces/default/pods";
    private const string Pod = "{\"metadata\":{\"name\":\"p\",\"labels\":{\"app\":\"p\"}},\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"nginx\"}]}}";

    /// <summary>Method, path, body, type of the body, what is accepted.</summary>
    private static readonly (string Method, string Path, string? Body, string? Type, string Accept)[] Script =
    [
        ("GET", "/version", null, null, "application/json"),
        ("GET", "/apis", null, null, "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList"),
        ("GET", "/openapi/v3/api/v1", null, null, "application/json"),
        ("GET", "/healthz", null, null, "*/*"),
        ("GET", "/nope", null, null, "application/json"),
        ("POST", Maps, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"v\"}}", "application/json", "application/json"),
        ("POST", Maps, "{\"metadata\":{\"name\":\"a\"}}", "application/json", "application/json"),
        ("POST", Maps, "metadata:\n  generateName: b-\ndata: {k: v}\n", "application/yaml", "application/yaml"),
        ("POST", Pods, Pod, "application/json", "application/json"),
        ("POST", Pods, Pod.Replace("\"p\"", "\"q\"", StringComparison.Ordinal).Replace("nginx", "", StringComparison.Ordinal), "application/json", "application/json"),
        ("POST", Pods + "?fieldValidation=Warn", Pod.Replace("\"name\":\"p\"", "\"name\":\"w\",\"nonsense\":1", StringComparison.Ordinal), "application/json", "application/json"),
        ("GET", Pods, null, null, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json"),
        ("GET", Pods + "/p", null, null, "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io"),
        ("GET", Pods + "?labelSelector=app%3Dp&limit=1", null, null, "application/json"),
        ("GET", Pods + "?labelSelector=%3D", null, null, "application/json"),
        ("PATCH", Pods + "/p", "{\"metadata\":{\"labels\":{\"tier\":\"front\"}}}", "application/strategic-merge-patch+json", "application/json"),
        ("PATCH", Pods + "/p?fieldManager=m&force=true", "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: {tier: back}}\n", "application/apply-patch+yaml", "application/json"),
        ("PATCH", Pods + "/p", "{}", "application/nonsense", "application/json"),
        ("PUT", Maps + "/a", "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"1\"}}", "application/json", "application/json"),
        ("GET", "/api/v1/endpoints", null, null, "application/json"),
        ("DELETE", Pods + "/p", "{\"gracePeriodSeconds\":0}", "application/json", "application/json"),
        ("DELETE", Maps, null, null, "application/json"),
        ("OPTIONS", Maps, null, null, "application/json"),
        ("GET", Pods + "/p/exec?command=ls", null, null, "application/json"),
    ];

    [Fact]
    public async Task Script_throughBothDoors_getsTheSameBytes()
    {
        await using var served = await ServedBareCluster.StartAsync();
        var inside = ServedBareCluster.Make();
        inside.Api.Address = served.Cluster.Api.Address;
        inside.Api.CertificateAuthority = served.Cluster.Api.CertificateAuthority;
        inside.Clock.RunReady();
        foreach (var step in Script)
        {
            var near = inside.Api.Http.Answer(new ApiRequest
            {
                Method = step.Method,
                Path = step.Path,
                Body = Encoding.UTF8.GetBytes(step.Body ?? ""),
                ContentType = step.Type,
                Accept = step.Accept,
                UserAgent = "doors/1",
            });
            inside.Clock.RunReady();
            using var request = new HttpRequestMessage(new HttpMethod(step.Method), step.Path);
            request.Headers.TryAddWithoutValidation("Accept", step.Accept);
            request.Headers.TryAddWithoutValidation("User-Agent", "doors/1");
            if (step.Body is not null)
            {
                request.Content = new StringContent(step.Body);
                request.Content.Headers.Remove("Content-Type");
                request.Content.Headers.TryAddWithoutValidation("Content-Type", step.Type);
            }

            var far = await served.Client.SendAsync(request);
            var name = step.Method + " " + step.Path;
            ((int)far.StatusCode).ShouldBe(near.Code, name);
            (await far.Content.ReadAsStringAsync()).ShouldBe(Encoding.UTF8.GetString(near.Body.Span), name);
            (far.Content.Headers.ContentType?.ToString() ?? "").Replace(" ", "", StringComparison.Ordinal).ShouldBe(near.ContentType.Replace(" ", "", StringComparison.Ordinal), name);
            var warnings = far.Headers.TryGetValues("Warning", out var values) ? values.ToArray() : [];
            warnings.Length.ShouldBe(near.Warnings.Count, name);
            foreach (var (sent, meant) in warnings.Zip(near.Warnings)) sent.ShouldBe($"299 - \"{meant.Replace("\"", "\\\"", StringComparison.Ordinal)}\"", name);
        }
    }
}
