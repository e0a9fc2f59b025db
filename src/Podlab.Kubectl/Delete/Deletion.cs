using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Delete;

/// <summary>How objects are deleted.</summary>
internal sealed record DeletionOptions
{
    /// <summary>Seconds; -1: as the object says.</summary>
    public long GracePeriodSeconds { get; init; } = -1;

    /// <summary>Background, Foreground, Orphan.</summary>
    public string Cascade { get; init; } = "Background";

    public string DryRun { get; init; } = "none";

    public JsonObject Body()
    {
        var body = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "DeleteOptions", ["propagationPolicy"] = Cascade };
        if (GracePeriodSeconds >= 0) body["gracePeriodSeconds"] = GracePeriodSeconds;
        if (DryRun == "server") body["dryRun"] = new JsonArray("All");
        return body;
    }
}

/// <summary>Deletes an object and waits until it is gone.</summary>
internal static class Deletion
{
    /// <summary>Longer than anybody waits: what a timeout of zero means.</summary>
    public static readonly TimeSpan Forever = TimeSpan.FromDays(7);

    /// <returns>The uid of what is being deleted; empty when the answer does not tell.</returns>
    public static async Task<string> SendAsync(ApiClient client, ResourceObject item, DeletionOptions options)
    {
        var answer = await client.DeleteAsync(item.Path, options.Body());
        return answer.Text("kind") == "Status" ? answer.Text("details", "uid") : answer.Text("metadata", "uid");
    }

    /// <summary>Waits until the object is gone (or another of its name has come).</summary>
    /// <returns>Whether it is gone; false when the time was over first.</returns>
    public static async Task<bool> WaitAsync(ApiClient client, ResourceObject item, string uid, TimeSpan timeout)
    {
        var clock = client.Transport.Clock;
        var end = clock.GetUtcNow() + timeout;
        while (true)
        {
            JsonObject current;
            try
            {
                current = await client.GetAsync(item.Path);
            }
            catch (StatusError error) when (error.IsNotFound)
            {
                return true;
            }

            if (uid.Length > 0 && current.Text("metadata", "uid") != uid) return true;
            var left = end - clock.GetUtcNow();
            if (left <= TimeSpan.Zero) return false;
            using var over = new CancellationTokenSource();
            await using var timer = clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), over, left, Timeout.InfiniteTimeSpan);
            var events = Watching.EventsAsync(client, item.Collection, current.Text("metadata", "resourceVersion"), $"metadata.name={item.Name}", cancellation: over.Token);
            await foreach (var (type, _) in events)
            {
                if (type == "DELETED") return true;
            }

            if (over.IsCancellationRequested || client.Cancellation.IsCancellationRequested) return false;
        }
    }
}
