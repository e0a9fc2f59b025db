using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Backoffs;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>Sees to it that a container's image is on the node before the container is made.</summary>
/// <remarks>Follows pkg/kubelet/images/image_manager.go (v1.36.3).</remarks>
internal sealed class ImageManager(KubeletContext context)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LastBackoff = TimeSpan.FromSeconds(300);
    private readonly PulledImages pulled = new();
    private const int KeptNames = 1_000;
    private readonly Dictionary<string, (string? Reference, string Present)> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BackoffSet> backoffs = new(StringComparer.Ordinal);

    /// <summary>Called when an image has come to the node or has gone.</summary>
    public Action? Changed { get; init; }

    /// <summary>Takes an image off the node.</summary>
    public void Remove(ImageStatus image)
    {
        var removal = context.Runtime.RemoveImageAsync(image.Id);
        if (!removal.IsCompletedSuccessfully) context.Clock.Start(async () => await removal);
        pulled.Forget(image);
        Changed?.Invoke();
    }

    /// <summary>Forgets what was tried for a pod that is gone.</summary>
    public void Forget(string uid) => backoffs.Remove(uid);

    /// <param name="path">The part of the pod that events name.</param>
    public ValueTask<StartFailure?> EnsureAsync(PodWorker pod, Container container, string path) => EnsureAsync(pod, container.Image ?? "", container.ImagePullPolicy, path);

    /// <param name="pullPolicy">Null: as the tag asks for.</param>
    /// <param name="path">The part of the pod that events name.</param>
    public async ValueTask<StartFailure?> EnsureAsync(PodWorker pod, string image, string? pullPolicy, string path)
    {
        var (reference, isPresent) = Named(image);
        if (reference is null)
        {
            var message = $"Failed to apply default image tag \"{image}\": couldn't parse image name \"{image}\": {ImageNames.Problem(image)}";
            Report(pod, "Warning", "InspectFailed", message, path);
            return new StartFailure(StartFailure.InvalidImageName, message);
        }

        var policy = pullPolicy ?? (ImageNames.IsLatest(reference) ? "Always" : "IfNotPresent");
        var present = context.Runtime.ImageStatus(reference);
        if (present is not null && policy != "Always" && pulled.MayUse(present, reference, () => PullSecrets.Find(context, pod.Pod, reference)))
        {
            Report(pod, "Normal", "Pulled", isPresent, path);
            return null;
        }

        if (policy == "Never")
        {
            var message = $"Container image \"{image}\" is not present with pull policy of Never";
            Report(pod, "Warning", StartFailure.ErrImageNeverPull, message, path);
            return new StartFailure(StartFailure.ErrImageNeverPull, message);
        }

        return await PullAsync(pod, image, reference, path);
    }

    /// <summary>The reference with its tag, null where it is none, and what is said when it is there: both are asked for whenever a container starts.</summary>
    private (string? Reference, string Present) Named(string image)
    {
        if (names.TryGetValue(image, out var known)) return known;
        if (names.Count >= KeptNames) names.Clear();
        return names[image] = (ImageNames.WithTag(image), $"Container image \"{image}\" already present on machine and can be accessed by the pod");
    }

    private async ValueTask<StartFailure?> PullAsync(PodWorker pod, string image, string reference, string path)
    {
        if (!backoffs.TryGetValue(pod.Uid, out var set)) backoffs.Add(pod.Uid, set = new BackoffSet(FirstBackoff, LastBackoff));
        var backoff = set.Get(image);
        if (backoff.IsWaitingSinceUpdate(context.Clock.Now))
        {
            var message = $"Back-off pulling image \"{image}\"";
            Report(pod, "Normal", "BackOff", message, path);
            return new StartFailure(StartFailure.ImagePullBackOff, backoff.LastError.Length > 0 ? $"{message}: {StartFailure.ErrImagePull}: {backoff.LastError}" : message);
        }

        Report(pod, "Normal", "Pulling", $"Pulling image \"{image}\"", path);
        var begun = context.Clock.Now;
        try
        {
            var (status, shown) = await PullAsync(reference, PullSecrets.Find(context, pod.Pod, reference));
            var took = Duration(context.Clock.Now - begun);
            pulled.Add(status, reference, shown);
            Changed?.Invoke();
            Report(pod, "Normal", "Pulled", $"Successfully pulled image \"{image}\" in {took} ({took} including waiting). Image size: {status.SizeBytes.ToString(CultureInfo.InvariantCulture)} bytes.", path);
            return null;
        }
        catch (RuntimeException failure)
        {
            Report(pod, "Warning", "Failed", $"Failed to pull image \"{image}\": {failure.Message}", path);
            backoff.Next(context.Clock.Now, context.Clock.Now);
            backoff.LastError = failure.Message;
            return new StartFailure(failure.Reason is StartFailure.InvalidImageName ? failure.Reason : StartFailure.ErrImagePull, failure.Message);
        }
    }

    /// <summary>Shows the registry what the pod has, one after the other, until something is accepted.</summary>
    private async ValueTask<(ImageStatus Image, PullCredentials? Shown)> PullAsync(string reference, IReadOnlyList<PullCredentials> credentials)
    {
        if (credentials.Count == 0) return (await context.Runtime.PullImageAsync(reference), null);
        var refusals = new List<RuntimeException>();
        foreach (var shown in credentials)
        {
            try
            {
                return (await context.Runtime.PullImageAsync(reference, shown.Credentials), shown);
            }
            catch (RuntimeException refusal)
            {
                refusals.Add(refusal);
            }
        }

        var messages = refusals.Select(refusal => refusal.Message).Distinct(StringComparer.Ordinal).ToList();
        throw new RuntimeException(refusals[0].Reason, messages.Count == 1 ? messages[0] : $"[{string.Join(", ", messages)}]");
    }

    /// <summary>Milliseconds, in Go's words: <c>1.203s</c>, <c>450ms</c>.</summary>
    private static string Duration(TimeSpan time)
    {
        var milliseconds = (long)Math.Round(time.TotalMilliseconds);
        if (milliseconds < 1000) return string.Create(CultureInfo.InvariantCulture, $"{milliseconds}ms");
        var minutes = milliseconds / 60000;
        var seconds = (milliseconds % 60000) / 1000m;
        return minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{minutes}m{seconds:0.###}s") : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###}s");
    }

    private void Report(PodWorker pod, string type, string reason, string message, string path) => context.Events.Event(pod.Pod, type, reason, message, path);
}
