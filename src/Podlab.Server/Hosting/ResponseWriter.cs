using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Server.Hosting;

/// <summary>Writes an answer to the wire: headers, compressed where it pays, streams piece by piece.</summary>
internal static class ResponseWriter
{
    /// <summary>Smaller bodies are not worth the work; Kubernetes draws the line here too.</summary>
    private const int CompressFrom = 128 * 1024;

    public static async Task WriteAsync(HttpContext context, ApiResponse answer, CancellationToken stopping = default)
    {
        var response = context.Response;
        response.StatusCode = answer.Code;
        if (answer.ContentType.Length > 0) response.ContentType = answer.ContentType;
        response.Headers.CacheControl = "no-cache, private";
        foreach (var warning in answer.Warnings) response.Headers.Append("Warning", "299 - " + Quote(warning));
        foreach (var (name, value) in answer.Headers) response.Headers.Append(name, value);
        if (answer.Stream is not null) await StreamAsync(context, answer.Stream, stopping);
        else if (!answer.Body.IsEmpty && answer.Code != StatusCodes.Status204NoContent) await BodyAsync(context, answer.Body);
    }

    private static async Task BodyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        var response = context.Response;
        if (body.Length >= CompressFrom && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            response.Headers.ContentEncoding = "gzip";
            await using var zip = new GZipStream(response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(body, context.RequestAborted);
            return;
        }

        response.ContentLength = body.Length;
        await response.BodyWriter.WriteAsync(body, context.RequestAborted);
    }

    private static async Task StreamAsync(HttpContext context, IAsyncEnumerable<ReadOnlyMemory<byte>> pieces, CancellationToken stopping)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var writer = context.Response.BodyWriter;
        // The client learns at once that its watch is open.
        await context.Response.StartAsync(end.Token);
        await writer.FlushAsync(end.Token);
        await using var pump = pieces.GetAsyncEnumerator(end.Token);
        while (true)
        {
            var next = pump.MoveNextAsync();
            if (!next.IsCompleted) await writer.FlushAsync(end.Token);
            if (!await next) break;
            await writer.WriteAsync(pump.Current, end.Token);
        }
    }

    /// <summary>In quotes; what a header cannot carry is left out.</summary>
    private static string Quote(string text) =>
        '"' + string.Concat(text.Where(c => c is >= ' ' and <= '~')).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';
}
