using System.Buffers;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Engine.Apiserver.Requests;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Indented answers for people: where the query says <c>pretty</c>, or where curl, wget or a browser asks and the query says nothing.</summary>
/// <remarks>Follows isPrettyPrint of staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation/negotiate.go (v1.36.3).</remarks>
internal static class PrettyJson
{
    private static readonly string[] PeoplesPrograms = ["curl", "Wget", "Mozilla/5.0"];
    private static readonly JsonWriterOptions Indented = KubernetesJson.Compact with { Indented = true, NewLine = "\n" };

    public static ApiResponse IfAsked(ApiRequest request, ApiResponse answer) =>
        answer.Stream is null && !answer.Body.IsEmpty && answer.ContentType.StartsWith("application/json", StringComparison.Ordinal) && IsApi(request.Path) && IsAsked(request)
            ? answer with { Body = Indent(answer.Body) } : answer;

    /// <summary>Schemas and the like are written by other parts of a server, which know nothing of this.</summary>
    private static bool IsApi(string path) => path.StartsWith("/api", StringComparison.Ordinal);

    private static bool IsAsked(ApiRequest request)
    {
        var mark = request.Path.IndexOf('?');
        if (mark >= 0 && new QueryString(request.Path[(mark + 1)..]).First("pretty") is { Length: > 0 } asked) return asked is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return request.UserAgent is { } agent && PeoplesPrograms.Any(program => agent.StartsWith(program, StringComparison.Ordinal));
    }

    private static ReadOnlyMemory<byte> Indent(ReadOnlyMemory<byte> json)
    {
        var buffer = new ArrayBufferWriter<byte>(json.Length * 2);
        using (var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 }))
        using (var writer = new Utf8JsonWriter(buffer, Indented)) document.WriteTo(writer);
        return buffer.WrittenMemory;
    }
}
