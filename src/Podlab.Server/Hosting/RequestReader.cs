using Microsoft.AspNetCore.Http;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Server.Hosting;

/// <summary>Reads a body, but not more of it than the API would take.</summary>
internal static class RequestReader
{
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest || context.Request.ContentLength is 0) return default;
        var known = context.Request.ContentLength;
        if (known is null && HttpMethods.IsGet(context.Request.Method)) return default;
        // One byte more than the limit is enough to tell that it is too much.
        var most = HttpDoor.BodyLimit + 1;
        var buffer = new byte[known is { } length ? (int)Math.Min(length, most) : 4096];
        var count = 0;
        while (true)
        {
            if (count == buffer.Length)
            {
                if (known is not null || count >= most) break;
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, most));
            }

            var read = await context.Request.Body.ReadAsync(buffer.AsMemory(count), context.RequestAborted);
            if (read == 0) break;
            count += read;
        }

        return buffer.AsMemory(0, count);
    }
}
