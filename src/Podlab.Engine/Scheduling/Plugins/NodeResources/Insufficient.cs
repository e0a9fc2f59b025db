namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>What a node lacks, as bits: the refusals of a thousand nodes are then a few objects.</summary>
internal static class Insufficient
{
    public const int Pods = 1;
    public const int Cpu = 2;
    public const int Memory = 4;
    public const int EphemeralStorage = 8;

    /// <summary>The node would be too small even when empty.</summary>
    public const int Hopeless = 16;

    public static IEnumerable<string> Reasons(int bits)
    {
        if ((bits & Pods) != 0) yield return "Too many pods";
        if ((bits & Cpu) != 0) yield return "Insufficient cpu";
        if ((bits & Memory) != 0) yield return "Insufficient memory";
        if ((bits & EphemeralStorage) != 0) yield return "Insufficient ephemeral-storage";
    }
}
