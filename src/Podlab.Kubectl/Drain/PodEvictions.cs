using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Delete;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Drain;

/// <summary>Evicts pods, all at once, and waits until they are gone.</summary>
/// <remarks>Follows kubectl/pkg/drain/drain.go (v1.36.3).</remarks>
internal sealed class PodEvictions(Invocation call, string dryRun)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);
    private readonly bool deletes = call.Flags.Is("disable-eviction");
    private readonly TimeSpan timeout = call.Flags.Span("timeout");
    private readonly DateTimeOffset end = call.Flags.Span("timeout") == TimeSpan.Zero ? DateTimeOffset.MaxValue : call.Clock.GetUtcNow() + call.Flags.Span("timeout");

    public async Task<List<string>> RunAsync(List<ResourceObject> pods)
    {
        var answers = await Task.WhenAll(pods.Select(OneAsync));
        return [.. answers.OfType<string>()];
    }

    /// <summary>Null, or what went wrong.</summary>
    private async Task<string?> OneAsync(ResourceObject pod)
    {
        while (true)
        {
            if (!deletes) call.Out($"evicting pod {pod.Namespace}/{pod.Name}{DryRunFlag.Suffix(dryRun)}\n");
            if (Left <= TimeSpan.Zero) return TimedOut(pod);
            try
            {
                await SendAsync(pod);
                break;
            }
            catch (StatusError error) when (error.IsNotFound)
            {
                return null;
            }
            catch (StatusError error) when (error.Code == 429)
            {
                call.Err($"error when evicting pods/{GoText.Quote(pod.Name)} -n {GoText.Quote(pod.Namespace)} (will retry after 5s): {error.Message}\n");
                var pause = Left < RetryAfter ? Left : RetryAfter;
                await Task.Delay(pause, call.Clock, call.Client.Cancellation);
                if (Left <= TimeSpan.Zero) return TimedOut(pod);
            }
            catch (StatusError error)
            {
                return $"error when evicting pods/{GoText.Quote(pod.Name)} -n {GoText.Quote(pod.Namespace)}: {error.Message}";
            }
        }

        if (dryRun == "server") return null;
        return await GoneAsync(pod) ? Evicted(pod) : $"error when waiting for pod {GoText.Quote(pod.Name)} in namespace {GoText.Quote(pod.Namespace)} to terminate: context deadline exceeded";
    }

    private TimeSpan Left => end == DateTimeOffset.MaxValue ? TimeSpan.MaxValue : end - call.Clock.GetUtcNow();

    private string TimedOut(ResourceObject pod) => $"error when evicting pods/{GoText.Quote(pod.Name)} -n {GoText.Quote(pod.Namespace)}: global timeout reached: {FlagDuration.Text(timeout)}";

    private string? Evicted(ResourceObject pod)
    {
        call.Out($"pod/{pod.Name} {(deletes ? "deleted" : "evicted")}\n");
        return null;
    }

    private async Task SendAsync(ResourceObject pod)
    {
        var grace = call.Flags.Number("grace-period");
        if (deletes)
        {
            await Deletion.SendAsync(call.Client, pod, new DeletionOptions { GracePeriodSeconds = grace, DryRun = dryRun });
            return;
        }

        var options = new JsonObject();
        if (grace >= 0) options["gracePeriodSeconds"] = grace;
        if (dryRun == "server") options["dryRun"] = new JsonArray("All");
        await call.Client.PostAsync(pod.Path + "/eviction", new JsonObject
        {
            ["apiVersion"] = "policy/v1",
            ["kind"] = "Eviction",
            ["metadata"] = new JsonObject { ["name"] = pod.Name, ["namespace"] = pod.Namespace },
            ["deleteOptions"] = options,
        });
    }

    private async Task<bool> GoneAsync(ResourceObject pod)
    {
        var uid = pod.Value.Text("metadata", "uid");
        while (true)
        {
            if (await call.GetOrNullAsync(pod.Path) is not { } current || current.Text("metadata", "uid") != uid) return true;
            if (Left <= TimeSpan.Zero) return false;
            await Task.Delay(Left < PollEvery ? Left : PollEvery, call.Clock, call.Client.Cancellation);
        }
    }
}
