using System.Text;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Logs;

/// <summary>Copies the log of one container to stdout.</summary>
internal static class LogStream
{
    /// <param name="query">More of the query, each part with an ampersand in front.</param>
    /// <param name="prefix">Put before each line.</param>
    public static async Task CopyAsync(Invocation call, string podPath, string container, string query, string prefix)
    {
        var client = call.Client;
        var path = $"{podPath}/log?container={Uri.EscapeDataString(container)}{query}";
        var response = await client.Transport.SendAsync(client.Request("GET", path), client.Cancellation);
        if (response.Code >= 400) throw ApiClient.ErrorOf(response);
        var atStart = true;
        if (response.Stream is null)
        {
            Write(call, response.Body.Span, prefix, ref atStart);
            return;
        }

        await using var pieces = response.Stream.GetAsyncEnumerator(client.Cancellation);
        while (await pieces.MoveNextAsync()) Write(call, pieces.Current.Span, prefix, ref atStart);
    }

    private static void Write(Invocation call, ReadOnlySpan<byte> piece, string prefix, ref bool atStart)
    {
        if (prefix.Length == 0)
        {
            call.IO.Stdout.Write(piece);
            return;
        }

        while (!piece.IsEmpty)
        {
            var end = piece.IndexOf((byte)'\n');
            var line = end < 0 ? piece : piece[..(end + 1)];
            if (atStart) call.IO.Stdout.Write(Encoding.UTF8.GetBytes(prefix));
            call.IO.Stdout.Write(line);
            atStart = end >= 0;
            piece = piece[line.Length..];
        }
    }
}
