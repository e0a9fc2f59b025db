using System.Text;
using System.Text.Json;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>Everything that is not a resource: discovery, health, version, metrics.</summary>
internal sealed class NonResourceHandlers(ApiServer server)
{
    private const string PlainText = "text/plain; charset=utf-8";
    private const string OnlyText = "only the following media types are accepted: application/json, application/yaml, text/plain";

    public ApiResponse Answer(ApiRequest request, string path, string[] segments, QueryString query)
    {
        var isGet = request.Method is "GET";
        switch (segments[0])
        {
            case "" when path == "/":
                return Json(Index());
            case "api" when path is "/api" or "/api/":
                return isGet ? Core(request) : throw ApiException.MethodNotAllowed();
            case "api" when path.StartsWith("/api/", StringComparison.Ordinal):
                if (segments is not ["api", "v1"]) throw ApiException.NoSuchResource();
                return isGet ? Json(DiscoveryDocuments.ResourceList(server.Groups, "", "v1")) : throw ApiException.MethodNotAllowed();
            case "apis" when path is "/apis" or "/apis/":
                return AggregatedType(request) is { } type ? Json(DiscoveryDocuments.Aggregated(server.Groups, core: false, "v2"), type) : Json(DiscoveryDocuments.GroupList(server.Groups));
            case "apis" when segments.Length > 1 && !path.StartsWith("//", StringComparison.Ordinal):
                return Group(segments, isGet);
            case "version" when path == "/version":
                return isGet ? Json(Version()) : throw ApiException.MethodNotAllowed();
            case "healthz" or "livez" or "readyz" when path.StartsWith('/' + segments[0], StringComparison.Ordinal):
                return Health(segments, query);
            case "openapi":
                return server.OpenApi.Answer(request, path);
            case "metrics" when path is "/metrics":
                return new ApiResponse { Code = 200, ContentType = "text/plain; version=0.0.4; charset=utf-8; escaping=underscores", Body = Encoding.UTF8.GetBytes(server.Metrics.Write()) };
            case ".well-known" when path == "/.well-known/openid-configuration":
                return Json(OpenIdConfiguration());
            case "flagz" or "statusz" when segments.Length == 1:
                throw ApiException.Of(406, "NotAcceptable", OnlyText, null);
            default:
                return NoSuchPage();
        }
    }

    private ApiResponse Group(string[] segments, bool isGet)
    {
        if (server.Groups.VersionsOf(segments[1]) is not { } versions) return NoSuchPage();
        if (segments.Length == 2) return Json(DiscoveryDocuments.Group(segments[1], versions));
        if (!versions.Contains(segments[2]) || segments.Length > 3) throw ApiException.NoSuchResource();
        return isGet ? Json(DiscoveryDocuments.ResourceList(server.Groups, segments[1], segments[2])) : throw ApiException.MethodNotAllowed();
    }

    private static string? AggregatedType(ApiRequest request)
    {
        foreach (var clause in request.Accept.Split(',').Select(MediaType.Parse))
        {
            if (clause.Parameter("as") == "APIGroupDiscoveryList" && clause.Parameter("g") == "apidiscovery.k8s.io" && clause.Parameter("v") == "v2")
                return "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
            if (clause.Name is "application/json" && clause.Parameter("as") is null) return null;
        }

        return null;
    }

    private static ApiResponse Health(string[] segments, QueryString query)
    {
        var endpoint = segments[0];
        if (segments.Length > 1)
        {
            var check = string.Join('/', segments[1..]);
            return HealthChecks.Of(endpoint).Contains(check) ? Text(200, "ok") : NoSuchPage();
        }

        return Text(200, query.Has("verbose") ? HealthChecks.Verbose(endpoint, [.. query.All("exclude")]) : "ok");
    }

    private static byte[] Version() => JsonSerializer.SerializeToUtf8Bytes(new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["buildDate"] = "2026-07-14T00:00:00Z",
        ["compiler"] = "roslyn",
        ["emulationMajor"] = "1",
        ["emulationMinor"] = "36",
        ["gitCommit"] = "podlab",
        ["gitTreeState"] = "clean",
        ["gitVersion"] = "v1.36.3",
        ["goVersion"] = "dotnet10",
        ["major"] = "1",
        ["minCompatibilityMajor"] = "1",
        ["minCompatibilityMinor"] = "35",
        ["minor"] = "36",
        ["platform"] = "podlab",
    });

    private byte[] Index()
    {
        var paths = new List<string> { "/.well-known/openid-configuration", "/api", "/api/v1", "/apis", "/apis/", "/flagz", "/metrics", "/metrics/slis", "/openapi/v2", "/openapi/v3", "/openapi/v3/", "/openid/v1/jwks", "/statusz", "/version" };
        foreach (var (name, versions) in server.Groups.All)
        {
            paths.Add($"/apis/{name}");
            paths.AddRange(versions.Select(version => $"/apis/{name}/{version}"));
        }

        foreach (var endpoint in (string[])["healthz", "livez", "readyz"]) paths.AddRange(HealthChecks.Paths(endpoint));
        paths.Sort(StringComparer.Ordinal);
        return JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, List<string>> { ["paths"] = paths });
    }

    private static ApiResponse NoSuchPage() => Text(404, "404 page not found\n");

    private static ApiResponse Text(int code, string text) => new() { Code = code, ContentType = PlainText, Body = Encoding.UTF8.GetBytes(text) };

    private static ApiResponse Json(byte[] json, string type = "application/json") => new() { Code = 200, ContentType = type, Body = json };

    private ApiResponse Core(ApiRequest request) =>
        AggregatedType(request) is { } type ? Json(DiscoveryDocuments.Aggregated(server.Groups, core: true, "v2"), type) : Json(DiscoveryDocuments.CoreVersions(server.Address));

    private byte[] OpenIdConfiguration() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
        ["issuer"] = "https://kubernetes.default.svc",
        ["jwks_uri"] = $"https://{server.Address}/openid/v1/jwks",
        ["response_types_supported"] = new[] { "id_token" },
        ["subject_types_supported"] = new[] { "public" },
    });
}
