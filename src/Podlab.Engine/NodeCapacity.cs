namespace Podlab.Engine;

/// <summary>What a node has for its pods.</summary>
public sealed record NodeCapacity
{
    public int Cpus { get; init; } = 4;

    public long MemoryBytes { get; init; } = 8L << 30;

    public int Pods { get; init; } = 110;

    public long EphemeralStorageBytes { get; init; } = 100L << 30;
}
