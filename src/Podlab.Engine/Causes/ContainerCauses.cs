using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Causes;

/// <summary>Which containers keep a pod from being ready, and why.</summary>
internal sealed class ContainerCauses(Cluster cluster)
{
    private readonly SpecLines lines = new(cluster.Api);
    private readonly ObservedEvents events = new(cluster.Api);
    private readonly CrashCauses crashes = new(cluster);
    private readonly ConfigCauses config = new(cluster.Api);

    /// <summary>The first init container that is not done holds all others; of the main ones, each that is not ready.</summary>
    public IEnumerable<Cause> Explain(Pod pod)
    {
        foreach (var status in pod.Status.InitContainerStatuses)
        {
            var container = pod.Spec.FindContainer(status.Name ?? "") ?? new Container();
            var isDone = container.IsSidecar() ? status.Started == true : status.State.Terminated is { ExitCode: 0 };
            if (isDone) continue;
            var kind = container.IsSidecar() ? "sidecar" : "init container";
            var runs = status.State.Running is not null;
            List<Cause> causes = runs && !container.IsSidecar() ? [] : [.. Of(pod, status)];
            if (causes.Count == 0 && !runs) return [];
            return
            [
                new Cause(CauseKind.Waiting, container.IsSidecar()
                    ? $"The next containers wait until {kind} {status.Name} has started"
                    : $"The next containers wait until {kind} {status.Name} has ended with exit code 0")
                {
                    Because = causes,
                    Evidence = causes.Count > 0 ? [] : crashes.Log(pod, status),
                    Line = causes.Count > 0 ? null : lines.Of(pod, SpecLines.PathOf(pod.Spec, status.Name ?? "") + (container.Command.Count > 0 ? ".command" : ".image")),
                },
            ];
        }

        return pod.Status.ContainerStatuses.Where(status => !status.Ready).SelectMany(status => Of(pod, status));
    }

    /// <summary>The ends of a pod that has failed.</summary>
    public IEnumerable<Cause> Ended(Pod pod) => pod.Status.InitContainerStatuses.Concat(pod.Status.ContainerStatuses)
        .Where(status => status.State.Terminated is { ExitCode: not 0 })
        .Select(status => crashes.Of(pod, status, status.State.Terminated!));

    private IEnumerable<Cause> Of(Pod pod, ContainerStatus status)
    {
        var name = status.Name ?? "";
        var path = SpecLines.PathOf(pod.Spec, name);
        switch (status.State)
        {
            case { Waiting.Reason: "ErrImagePull" or "ImagePullBackOff" or "InvalidImageName" or "ErrImageNeverPull" or "RegistryUnavailable" }:
                yield return Image(pod, status, path);
                break;
            case { Waiting: { Reason: "CreateContainerConfigError" or "CreateContainerError" or "RunContainerError" or "PreCreateHookError" } waiting }:
                yield return waiting.Message?.Contains("exec: ", StringComparison.Ordinal) == true
                    ? crashes.NotStarted(pod, name, waiting.Message)
                    : config.Of(pod, name, waiting.Message ?? waiting.Reason);
                break;
            case { Waiting: { Reason: "CrashLoopBackOff" } waiting } when status.LastState.Terminated is { } last:
                yield return new Cause(CauseKind.BackOff, $"Container {name} has ended {status.RestartCount + 1} times, and the kubelet waits longer before each new start")
                {
                    Evidence = waiting.Message is { } words ? [words] : [],
                    Because = [crashes.Of(pod, status, last)],
                };
                break;
            case { Terminated: { } terminated }:
                yield return crashes.Of(pod, status, terminated);
                break;
            case { Running: not null }:
                yield return Probe(pod, status, path);
                break;
        }
    }

    private Cause Image(Pod pod, ContainerStatus status, string path)
    {
        var waiting = status.State.Waiting!;
        var cause = new Cause(CauseKind.Image, waiting.Reason switch
        {
            "InvalidImageName" => $"The image of container {status.Name} has a name that no registry could have",
            "ErrImageNeverPull" => $"The image of container {status.Name} is not on the node, and its policy forbids to pull it",
            _ => $"The image of container {status.Name} cannot be pulled",
        })
        {
            Evidence = events.About(pod, "Failed").FirstOrDefault(item => item.InvolvedObject.FieldPath?.Contains($"{{{status.Name}}}", StringComparison.Ordinal) == true
                && item.Message?.Contains("image", StringComparison.Ordinal) == true) is { } failed ? [ObservedEvents.Text(failed)] : [waiting.Message ?? ""],
            Line = lines.Of(pod, path + (waiting.Reason == "ErrImageNeverPull" ? ".imagePullPolicy" : ".image")),
        };
        return waiting.Reason != "ImagePullBackOff" ? cause
            : new Cause(CauseKind.BackOff, "The kubelet waits longer before each new pull") { Because = [cause] };
    }

    private Cause Probe(Pod pod, ContainerStatus status, string path)
    {
        var container = pod.Spec.FindContainer(status.Name ?? "");
        var (word, field) = status.Started != true && container?.StartupProbe is not null ? ("Startup", "startupProbe") : ("Readiness", "readinessProbe");
        var said = ProbeSaid(pod, status, word);
        if (said is null && status.LastState.Terminated is { } last && events.About(pod, "Killing").Any(item => item.Message?.Contains($"Container {status.Name} failed liveness probe", StringComparison.Ordinal) == true))
            return crashes.Of(pod, status, last);
        var asks = word == "Startup" ? container?.StartupProbe : container?.ReadinessProbe;
        return said is null
            ? new Cause(CauseKind.Waiting, $"Container {status.Name} runs, and its {word.ToLowerInvariant()} probe has not answered yet") { Line = asks is null ? null : lines.Of(pod, $"{path}.{field}") }
            : new Cause(CauseKind.Probe, $"The {word.ToLowerInvariant()} probe of container {status.Name} fails") { Evidence = [said], Line = lines.Of(pod, $"{path}.{field}") };
    }

    private string? ProbeSaid(Pod pod, ContainerStatus status, string word) =>
        events.About(pod, "Unhealthy").FirstOrDefault(item => item.Message?.StartsWith(word, StringComparison.Ordinal) == true
            && item.InvolvedObject.FieldPath?.Contains($"{{{status.Name}}}", StringComparison.Ordinal) == true) is { } item ? ObservedEvents.Text(item) : null;
}
