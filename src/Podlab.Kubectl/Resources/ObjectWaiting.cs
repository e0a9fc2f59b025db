using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Resources;

/// <summary>Waits until an object is in a state.</summary>
internal static class ObjectWaiting
{
    /// <exception cref="KubectlError">The time was over first.</exception>
    /// <exception cref="StatusError">The object is gone.</exception>
    public static async Task<JsonObject> UntilAsync(Invocation call, ResourceObject item, Func<JsonObject, bool> until, TimeSpan timeout)
    {
        var end = call.Clock.GetUtcNow() + timeout;
        while (true)
        {
            var current = await call.Client.GetAsync(item.Path);
            if (until(current)) return current;
            var left = end - call.Clock.GetUtcNow();
            if (left <= TimeSpan.Zero || call.Client.Cancellation.IsCancellationRequested) throw new KubectlError("timed out waiting for the condition");
            using var over = new CancellationTokenSource();
            await using var timer = call.Clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), over, left, Timeout.InfiniteTimeSpan);
            await foreach (var (type, value) in Watching.EventsAsync(call.Client, item.Collection, current.Text("metadata", "resourceVersion"), $"metadata.name={item.Name}", cancellation: over.Token))
            {
                if (type == "DELETED") break;
                if (until(value)) return value;
            }
        }
    }
}
