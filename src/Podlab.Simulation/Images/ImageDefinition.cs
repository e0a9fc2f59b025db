using Podlab.Simulation.Files;

namespace Podlab.Simulation.Images;

/// <summary>An image: its configuration and its files. Containers share it.</summary>
public sealed record ImageDefinition
{
    /// <summary>With registry, without tag: <c>docker.io/library/busybox</c>.</summary>
    public required string Repository { get; init; }
    public required string Tag { get; init; }

    /// <summary>Compressed size, which gives the time a pull takes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary><c>sha256:…</c> of the configuration.</summary>
    public required string Id { get; init; }

    /// <summary><c>sha256:…</c> of the manifest.</summary>
    public required string Digest { get; init; }
    public IReadOnlyList<string> Entrypoint { get; init; } = [];
    public IReadOnlyList<string> Command { get; init; } = [];
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; init; } = [];
    public string User { get; init; } = "";
    public string WorkingDirectory { get; init; } = "";
    public string StopSignal { get; init; } = "SIGTERM";
    public IReadOnlyList<string> Ports { get; init; } = [];
    public required LayerDirectory Root { get; init; }

    public string Reference => Repository + ":" + Tag;
}
