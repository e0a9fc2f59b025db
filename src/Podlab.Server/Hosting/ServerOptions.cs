using System.Net;

namespace Podlab.Server.Hosting;

/// <summary>How a cluster is served.</summary>
public sealed record ServerOptions
{
    /// <summary>Nobody outside this machine, unless told.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>0: any that is free.</summary>
    public int Port { get; init; }

    /// <summary>What clients prove themselves with; null: one is drawn.</summary>
    public string? Token { get; init; }

    /// <summary>Whether time stands still until it is advanced; else it follows the machine's.</summary>
    public bool ManualClock { get; init; }

    /// <summary>Seconds of the cluster per second of the machine.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>The timestamp of <see cref="TimeProvider.System"/> at which the cluster's time began, so that the time it took to start is not missing; null: when it serves.</summary>
    public long? Since { get; init; }

    /// <summary>How many watches, followed logs, commands and forwarded ports may be open at once.</summary>
    public int MaxWatches { get; init; } = 10_000;

    /// <summary>Is told of mistakes of the engine; the cluster goes on without the callback that made one.</summary>
    public Action<Exception>? OnMistake { get; init; }

    /// <summary>Names, besides the loopback ones and the address itself, that requests may be addressed to.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];
}
