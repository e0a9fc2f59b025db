using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Kubelet.Containers;

namespace Podlab.Engine.Causes;

/// <summary>Why a container's program ended.</summary>
internal sealed class CrashCauses(Cluster cluster)
{
    private const int LogLines = 3;

    private readonly SpecLines lines = new(cluster.Api);
    private readonly ObservedEvents events = new(cluster.Api);

    public Cause Of(Pod pod, ContainerStatus status, ContainerStateTerminated end)
    {
        var name = status.Name ?? "";
        var path = SpecLines.PathOf(pod.Spec, name);
        var container = pod.Spec.FindContainer(name) ?? new Container();
        if (end.Reason == "OOMKilled")
        {
            return new Cause(CauseKind.Crash, $"Container {name} needed more memory than it may have, and the kernel killed it (exit code {end.ExitCode})")
            {
                Evidence = Log(pod, status),
                Line = lines.Of(pod, path + ".resources.limits"),
            };
        }

        if (KilledByProbe(pod, name, end) is { } killing) return ByProbe(pod, container, path, killing, end);
        if (end.Reason is "StartError" or "ContainerCannotRun") return NotStarted(pod, name, end.Message ?? "");
        return new Cause(CauseKind.Crash, $"Container {name} {Ended(end)}{(end.ExitCode == 0 && pod.Spec.RestartPolicy == "Always" ? ", and the restart policy starts even that again" : "")}")
        {
            Evidence = [.. Told(end), .. Log(pod, status)],
            Line = lines.Of(pod, end.ExitCode == 0 ? "spec.restartPolicy" : path + Program(container)),
        };
    }

    /// <summary>A program that the runtime could not even start.</summary>
    public Cause NotStarted(Pod pod, string name, string message) => new(CauseKind.Crash, $"The program of container {name} cannot be started")
    {
        Evidence = [message.TrimEnd()],
        Line = lines.Of(pod, SpecLines.PathOf(pod.Spec, name) + Program(pod.Spec.FindContainer(name) ?? new Container())),
    };

    /// <summary>The field that says what runs.</summary>
    private static string Program(Container container) => container.Command.Count > 0 ? ".command" : container.Args.Count > 0 ? ".args" : ".image";

    private static string Ended(ContainerStateTerminated end) => end.ExitCode switch
    {
        0 => "has done its work and ended with exit code 0",
        126 => "ended with exit code 126: its command was found and cannot be executed",
        127 => "ended with exit code 127: a command was not found",
        137 => "was killed by SIGKILL (exit code 137)",
        143 => "was ended by SIGTERM (exit code 143)",
        > 128 and < 160 => $"was ended by signal {end.ExitCode - 128} (exit code {end.ExitCode})",
        _ => $"ended with exit code {end.ExitCode}: the program itself gave up",
    };

    private Cause ByProbe(Pod pod, Container container, string path, string probe, ContainerStateTerminated end)
    {
        var field = probe == "startup" ? "startupProbe" : "livenessProbe";
        var said = events.About(pod, "Unhealthy").FirstOrDefault(item => item.Message?.StartsWith(probe, StringComparison.OrdinalIgnoreCase) == true);
        return new Cause(CauseKind.Probe, $"The kubelet killed container {container.Name} because its {probe} probe failed (exit code {end.ExitCode})")
        {
            Evidence = said is null ? [] : [ObservedEvents.Text(said)],
            Line = lines.Of(pod, $"{path}.{field}"),
        };
    }

    /// <summary>Which probe had the kubelet end this instance; null: none.</summary>
    private string? KilledByProbe(Pod pod, string container, ContainerStateTerminated end)
    {
        var killing = events.About(pod, "Killing").FirstOrDefault(item => item.LastTimestamp >= end.StartedAt
            && item.Message?.StartsWith($"Container {container} failed ", StringComparison.Ordinal) == true)?.Message;
        return killing is null ? null : killing.Contains("startup probe", StringComparison.Ordinal) ? "startup" : "liveness";
    }

    private static IEnumerable<string> Told(ContainerStateTerminated end) =>
        string.IsNullOrWhiteSpace(end.Message) ? [] : [$"termination message: {end.Message.TrimEnd()}"];

    /// <summary>The last lines that the program wrote; a node that cannot be asked has none.</summary>
    public IReadOnlyList<string> Log(Pod pod, ContainerStatus status)
    {
        try
        {
            var log = cluster.Api.Nodes.Get(pod.Spec.NodeName ?? "").Log(pod, status.Name ?? "", previous: false);
            return [.. log.Lines.Where(line => !string.IsNullOrWhiteSpace(line.Text)).TakeLast(LogLines).Select(line => $"log: {line.Text}")];
        }
        catch (ApiException)
        {
            return [];
        }
    }
}
