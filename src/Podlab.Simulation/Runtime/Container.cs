using Podlab.Engine.Runtime;
using Podlab.Simulation.Files;
using Podlab.Simulation.Images;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Runtime;

/// <summary>A container of a simulated node.</summary>
internal sealed class Container
{
    public required ContainerId Id { get; init; }
    public required Sandbox Sandbox { get; init; }
    public required ContainerConfig Config { get; init; }
    public required ImageDefinition Image { get; init; }
    public required string ImageId { get; init; }
    public required IReadOnlyList<string> Command { get; init; }
    public required IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; }
    public required string WorkingDirectory { get; init; }
    public required Credentials User { get; init; }
    public required FileTree Tree { get; init; }
    public required FileStore Layer { get; init; }
    public required ResourceGroup Group { get; init; }
    public required PidNamespace Pids { get; init; }
    public required ContainerLog Log { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public ContainerRuntimeState State { get; set; } = ContainerRuntimeState.Created;
    public DateTimeOffset? StartedAt { get; set; }
    public DateTimeOffset? FinishedAt { get; set; }
    public int ExitCode { get; set; }
    public string Reason { get; set; } = "";
    public string Message { get; set; } = "";
    public ContainerResources Resources { get; set; } = new();
    public Process? Process { get; set; }

    /// <summary>The writing end of standard input, when it is open.</summary>
    public OpenFile? Input { get; set; }

    /// <summary>Completed when the container has ended.</summary>
    public TaskCompletionSource Ended { get; } = new();

    public Signal StopSignal => Signals.Parse(Config.StopSignal ?? Image.StopSignal) ?? Signal.TERM;
}
