using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>The schemas of what the server serves.</summary>
internal sealed class OpenApiDocuments
{
    public ApiResponse Answer(ApiRequest request, string path) => path.StartsWith("/openapi/v3/", StringComparison.Ordinal)
        ? new ApiResponse { Code = 404, ContentType = "" }
        : new ApiResponse { Code = 404, ContentType = "text/plain; charset=utf-8", Body = "404 page not found\n"u8.ToArray() };
}
