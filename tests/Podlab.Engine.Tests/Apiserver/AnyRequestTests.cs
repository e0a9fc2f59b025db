using System.Globalization;
using System.Text;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Tests.Apiserver;

/// <summary>Whatever request comes through the door, there is an answer, and one that refuses has changed nothing. PODLAB_SEED=N draws other requests.</summary>
public sealed class AnyRequestTests
{
    private const int Requests = 1500;
    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("PODLAB_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 1364;
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "get", ""];

    private static readonly string[] Paths =
    [
        "/api/v1/namespaces/any/pods", "/api/v1/namespaces/any/pods/web", "/api/v1/namespaces/any/configmaps/settings", "/api/v1/namespaces/any/pods/web/status", "/api/v1/namespaces/any/pods/web/resize",
        "/api/v1/namespaces/any/pods/web/ephemeralcontainers", "/api/v1/namespaces/any/pods/web/eviction", "/api/v1/namespaces/any/pods/web/binding", "/api/v1/namespaces/any/pods/web/log",
        "/apis/apps/v1/namespaces/any/deployments/shop", "/apis/apps/v1/namespaces/any/deployments/shop/scale", "/api/v1/namespaces/any/services", "/api/v1/namespaces/any", "/api/v1/nodes",
        "/apis/batch/v1/namespaces/any/jobs", "/apis/rbac.authorization.k8s.io/v1/clusterroles", "/apis/apiextensions.k8s.io/v1/customresourcedefinitions", "/api", "/apis", "/openapi/v3", "/version", "/",
        "//", "/api/v1/namespaces/%2e%2e/pods", "/api/v1/namespaces/any/pods/%zz", "/api/v1/namespaces/any/pods/%ff", "/apis/x/v1/y", "/api/v1/watch/namespaces/any/pods",
    ];

    private static readonly string[] Queries =
    [
        "", "", "", "dryRun=All", "dryRun=x", "fieldValidation=Strict", "fieldValidation=?", "labelSelector=a%20in%20(b", "labelSelector=a%3Db%2C!c", "fieldSelector=metadata.name%3D", "fieldSelector=spec.x!%3D1", "limit=1",
        "limit=-1", "limit=99999999999999999999", "continue=abc", "resourceVersion=abc", "resourceVersion=0&resourceVersionMatch=Exact", "timeoutSeconds=0", "gracePeriodSeconds=-5", "propagationPolicy=Up", "fieldManager=", "force=maybe",
        "%", "a=%zz", "&&&", "=", "pretty=true", "sendInitialEvents=true",
    ];

    private static readonly string[] Types =
    [
        "application/json", "application/yaml", "application/json-patch+json", "application/merge-patch+json", "application/strategic-merge-patch+json", "application/apply-patch+yaml", "text/plain", "",
        "application/vnd.kubernetes.protobuf",
    ];

    private static readonly string[] Fragments =
    [
        "{", "}", "[", "]", ":", ",", "\"", "\"a\"", "\"spec\":", "\"metadata\":{\"name\":\"web\"}", "\"kind\":\"Pod\"", "\"apiVersion\":\"v1\"", "null", "true", "1", "-1", "1e999", "0.5", "99999999999999999999", "\\u0000",
        "\ud83d", "é", "\n", "  ", "- ", "x: y\n", "&a [*a]", "*a", "<<: ", "\t", "'", "|", ">", "---\n", "{\"op\":\"remove\",\"path\":\"/spec\"}", "{\"op\":\"copy\",\"from\":\"\",\"path\":\"/a\"}", "\"$patch\":\"delete\"", "k8s\u0000",
    ];

    private static readonly string[] Whole =
    [
        """{"spec":{"replicas":-1}}""", """{"spec":{"containers":[{"name":"c","image":""}]}}""", """{"metadata":{"labels":{"a b":"c"}}}""", """{"metadata":{"resourceVersion":"1"}}""", """[{"op":"replace","path":"/spec/containers","value":7}]""",
        """{"spec":null}""", """{"metadata":null}""", """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"web"},"spec":{"containers":[{"name":"c","image":"x","ports":[{"containerPort":"80"}]}]}}""",
        """{"data":{"a":1}}""", """{"data":{"a":"1"},"immutable":true}""", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: x\n", "[]", "null", "\"x\"", "0", "",
    ];

    [Fact]
    public void Any_request_is_answered_and_a_refused_one_changes_nothing()
    {
        var random = new Random(Seed);
        var cluster = Prepared();
        for (var i = 0; i < Requests; i++)
        {
            var request = Draw(random);
            var before = cluster.Api.Store.ResourceVersion;
            var answer = Send(cluster, request);
            var told = $"seed {Seed}, request {i}: {request.Method} {request.Path} {request.ContentType} {Encoding.UTF8.GetString(request.Body.Span)}";
            answer.Code.ShouldBeInRange(200, 599, told);
            if (answer.Code >= 400) cluster.Api.Store.ResourceVersion.ShouldBe(before, told);
        }
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/yaml")]
    [InlineData("application/merge-patch+json")]
    [InlineData("application/strategic-merge-patch+json")]
    [InlineData("application/json-patch+json")]
    [InlineData("application/apply-patch+yaml")]
    public void Body_that_nests_a_hundred_thousand_levels_is_refused(string type)
    {
        var cluster = Prepared();
        var patch = type.Contains("patch", StringComparison.Ordinal);
        foreach (var (open, close) in (ReadOnlySpan<(string, string)>)[("[", "]"), ("{\"a\":", "}")])
        {
            var body = string.Concat(Enumerable.Repeat(open, 100_000)) + "1" + string.Concat(Enumerable.Repeat(close, 100_000));
            var path = patch ? "/api/v1/namespaces/any/configmaps/settings?fieldManager=m" : "/api/v1/namespaces/any/configmaps";
            var answer = Send(cluster, new ApiRequest { Method = patch ? "PATCH" : "POST", Path = path, ContentType = type, Body = Encoding.UTF8.GetBytes(body) });
            answer.Code.ShouldBeInRange(400, 500);
        }
    }

    [Fact]
    public void Yaml_that_repeats_itself_is_refused_before_it_grows()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x]\n");
        for (var i = 1; i < 12; i++) bomb.Append(CultureInfo.InvariantCulture, $"a{i}: &a{i} [{string.Join(',', Enumerable.Repeat($"*a{i - 1}", 9))}]\n");
        var answer = Send(Prepared(), new ApiRequest { Method = "POST", Path = "/api/v1/namespaces/any/configmaps", ContentType = "application/yaml", Body = Encoding.UTF8.GetBytes(bomb.ToString()) });
        answer.Code.ShouldBe(400);
        Encoding.UTF8.GetString(answer.Body.Span).ShouldContain("document contains excessive aliasing");
    }

    [Fact]
    public void Body_of_ten_megabytes_is_too_large()
    {
        var body = Encoding.UTF8.GetBytes("{\"metadata\":{\"name\":\"big\"},\"data\":{\"a\":\"" + new string('x', 10_000_000) + "\"}}");
        Send(Prepared(), new ApiRequest { Method = "POST", Path = "/api/v1/namespaces/any/configmaps", ContentType = "application/json", Body = body }).Code.ShouldBe(413);
    }

    private static ApiRequest Draw(Random random)
    {
        var method = random.Next(3) == 0 ? Pick(random, Methods) : Pick(random, ["POST", "PUT", "PATCH", "PATCH", "DELETE"]);
        // The namespace and the objects must be there for the next request too.
        if (method == "DELETE") method = "PATCH";
        var query = Pick(random, Queries);
        var path = Pick(random, Paths);
        return new ApiRequest
        {
            Method = method,
            Path = query.Length == 0 ? path : $"{path}?{query}",
            ContentType = method == "PATCH" && random.Next(5) > 0 ? Types[random.Next(2, 6)] : Pick(random, Types),
            Body = Body(random),
        };
    }

    private static byte[] Body(Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                var bytes = new byte[random.Next(40)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return Encoding.UTF8.GetBytes(Pick(random, Whole));
            case 2:
                var whole = Encoding.UTF8.GetBytes(Pick(random, Whole));
                if (whole.Length > 0) whole[random.Next(whole.Length)] = (byte)random.Next(256);
                return whole;
            default:
                return Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Pick(random, Fragments))));
        }
    }

    private static string Pick(Random random, string[] items) => items[random.Next(items.Length)];

    private static Cluster Prepared()
    {
        var cluster = new Cluster(new ClusterOptions { Nodes = 0, Controllers = [], Scheduler = false, DisabledAdmissionPlugins = ["ServiceAccount"] });
        Send(cluster, "/api/v1/namespaces", """{"metadata":{"name":"any"}}""");
        Send(cluster, "/api/v1/namespaces/any/pods", """{"metadata":{"name":"web"},"spec":{"containers":[{"name":"c","image":"nginx"}]}}""");
        Send(cluster, "/api/v1/namespaces/any/configmaps", """{"metadata":{"name":"settings"},"data":{"a":"b"}}""");
        Send(cluster, "/apis/apps/v1/namespaces/any/deployments", """{"metadata":{"name":"shop"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},"spec":{"containers":[{"name":"c","image":"nginx"}]}}}}""");
        return cluster;
    }

    private static void Send(Cluster cluster, string path, string body) =>
        Send(cluster, new ApiRequest { Method = "POST", Path = path, ContentType = "application/json", Body = Encoding.UTF8.GetBytes(body) }).Code.ShouldBe(201, path);

    private static ApiResponse Send(Cluster cluster, ApiRequest request) => cluster.Api.Http.Answer(request);
}
