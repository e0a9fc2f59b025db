using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Client;

/// <summary>Follows changes of a collection.</summary>
internal static class Watching
{
    /// <summary>Events from a version on; ends when the server ends the watch or its time is over.</summary>
    public static async IAsyncEnumerable<(string Type, JsonObject Value)> EventsAsync(
        ApiClient client,
        string collection,
        string version,
        string fieldSelector = "",
        string labelSelector = "",
        string accept = "application/json",
        string extraQuery = "",
        [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var query = $"watch=true&resourceVersion={Uri.EscapeDataString(version)}";
        if (fieldSelector.Length > 0) query += "&fieldSelector=" + Uri.EscapeDataString(fieldSelector);
        if (labelSelector.Length > 0) query += "&labelSelector=" + Uri.EscapeDataString(labelSelector);
        if (extraQuery.Length > 0) query += "&" + extraQuery;
        using var both = CancellationTokenSource.CreateLinkedTokenSource(client.Cancellation, cancellation);
        var response = await client.Transport.SendAsync(client.Request("GET", $"{collection}?{query}", accept: accept), both.Token);
        if (response.Code >= 400) throw ApiClient.ErrorOf(response);
        client.Warn(response.Warnings);
        if (response.Stream is null) yield break;
        await using var pieces = response.Stream.GetAsyncEnumerator(both.Token);
        while (await NextAsync(pieces, both.Token))
        {
            if (JsonText.Parse(pieces.Current.Span) is not JsonObject piece) continue;
            var value = (JsonObject)piece["object"]!;
            if (piece.Text("type") == "ERROR") throw new StatusError(value);
            yield return (piece.Text("type"), value);
        }
    }

    private static async ValueTask<bool> NextAsync(IAsyncEnumerator<ReadOnlyMemory<byte>> pieces, CancellationToken cancellation)
    {
        try
        {
            return await pieces.MoveNextAsync();
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return false;
        }
    }
}
