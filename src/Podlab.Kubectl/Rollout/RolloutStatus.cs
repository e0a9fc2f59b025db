using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Rollout;

/// <summary><c>kubectl rollout status</c>.</summary>
/// <remarks>Follows kubectl/pkg/polymorphichelpers/rollout_status.go (v1.36.3).</remarks>
internal static class RolloutStatus
{
    public static async Task RunAsync(Invocation call)
    {
        var set = await RolloutCommand.TargetsAsync(call);
        if (call.Flags.Number("revision") < 0) throw new KubectlError(string.Create(CultureInfo.InvariantCulture, $"revision must be a positive integer: {call.Flags.Number("revision")}"));
        await set.VisitAsync(item => FollowAsync(call, item));
    }

    private static async Task FollowAsync(Invocation call, ResourceObject item)
    {
        if (item.Resource.Group != "apps" || item.Resource.Kind is not ("Deployment" or "DaemonSet" or "StatefulSet"))
            throw new KubectlError($"no status viewer has been implemented for {item.Resource.GvkText.Replace("Kind=", "Kind=", StringComparison.Ordinal)}");
        var revision = call.Flags.Number("revision");
        if (Show(call, item.Value, revision) || !call.Flags.Is("watch")) return;
        var timeout = call.Flags.Span("timeout");
        using var over = new CancellationTokenSource();
        await using var timer = call.Clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), over, timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        await foreach (var (type, value) in Watching.EventsAsync(call.Client, item.Collection, item.Value.Text("metadata", "resourceVersion"), $"metadata.name={item.Name}", cancellation: over.Token))
        {
            if (type == "DELETED") throw new KubectlError("object has been deleted");
            if (Show(call, value, revision)) return;
        }

        throw new KubectlError("timed out waiting for the condition");
    }

    /// <summary>Prints where the rollout stands; whether it is done.</summary>
    private static bool Show(Invocation call, JsonObject value, long revision)
    {
        var (text, done) = value.Text("kind") switch
        {
            "DaemonSet" => DaemonSet(value),
            "StatefulSet" => StatefulSet(value),
            _ => Deployment(value, revision),
        };
        call.Out(text + "\n");
        return done;
    }

    private static (string Text, bool Done) Deployment(JsonObject value, long revision)
    {
        var name = GoText.Quote(value.Name());
        if (revision > 0 && long.TryParse(value.Text("metadata", "annotations", "deployment.kubernetes.io/revision"), CultureInfo.InvariantCulture, out var current) && current != revision)
            throw new KubectlError(string.Create(CultureInfo.InvariantCulture, $"desired revision ({revision}) is different from the running revision ({current})"));
        if (!Observed(value)) return ("Waiting for deployment spec update to be observed...", false);
        if (value.Items("status", "conditions").Any(c => c.Text("type") == "Progressing" && c.Text("reason") == "ProgressDeadlineExceeded"))
            throw new KubectlError($"deployment {name} exceeded its progress deadline");
        var (wanted, total, updated, available) = (Count(value, "spec", "replicas"), Count(value, "status", "replicas"), Count(value, "status", "updatedReplicas"), Count(value, "status", "availableReplicas"));
        if (value.Has("spec", "replicas") && updated < wanted) return ($"Waiting for deployment {name} rollout to finish: {updated} out of {wanted} new replicas have been updated...", false);
        if (total > updated) return ($"Waiting for deployment {name} rollout to finish: {total - updated} old replicas are pending termination...", false);
        if (available < updated) return ($"Waiting for deployment {name} rollout to finish: {available} of {updated} updated replicas are available...", false);
        return ($"deployment {name} successfully rolled out", true);
    }

    private static (string Text, bool Done) DaemonSet(JsonObject value)
    {
        var name = GoText.Quote(value.Name());
        if (value.Text("spec", "updateStrategy", "type") != "RollingUpdate") throw new KubectlError("rollout status is only available for RollingUpdate strategy type");
        if (!Observed(value)) return ("Waiting for daemon set spec update to be observed...", false);
        var (wanted, updated, available) = (Count(value, "status", "desiredNumberScheduled"), Count(value, "status", "updatedNumberScheduled"), Count(value, "status", "numberAvailable"));
        if (updated < wanted) return ($"Waiting for daemon set {name} rollout to finish: {updated} out of {wanted} new pods have been updated...", false);
        if (available < wanted) return ($"Waiting for daemon set {name} rollout to finish: {available} of {wanted} updated pods are available...", false);
        return ($"daemon set {name} successfully rolled out", true);
    }

    private static (string Text, bool Done) StatefulSet(JsonObject value)
    {
        if (value.Text("spec", "updateStrategy", "type") != "RollingUpdate") throw new KubectlError("rollout status is only available for RollingUpdate strategy type");
        if (Count(value, "status", "observedGeneration") == 0 || !Observed(value)) return ("Waiting for statefulset spec update to be observed...", false);
        var (wanted, ready, updated) = (Count(value, "spec", "replicas"), Count(value, "status", "readyReplicas"), Count(value, "status", "updatedReplicas"));
        if (value.Has("spec", "replicas") && ready < wanted) return ($"Waiting for {wanted - ready} pods to be ready...", false);
        if (value.Has("spec", "updateStrategy", "rollingUpdate"))
        {
            var goal = wanted - Count(value, "spec", "updateStrategy", "rollingUpdate", "partition");
            return updated < goal ? ($"Waiting for partitioned roll out to finish: {updated} out of {goal} new pods have been updated...", false)
                : ($"partitioned roll out complete: {updated} new pods have been updated...", true);
        }

        var (next, now) = (value.Text("status", "updateRevision"), value.Text("status", "currentRevision"));
        return next != now ? ($"waiting for statefulset rolling update to complete {updated} pods at revision {next}...", false)
            : ($"statefulset rolling update complete {Count(value, "status", "currentReplicas")} pods at revision {now}...", true);
    }

    private static bool Observed(JsonObject value) => Count(value, "metadata", "generation") <= Count(value, "status", "observedGeneration");

    private static long Count(JsonObject value, params ReadOnlySpan<string> path) => value.Number(path) ?? 0;
}
