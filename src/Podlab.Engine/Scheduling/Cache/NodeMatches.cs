using Podlab.Engine.Scheduling.Matching;

namespace Podlab.Engine.Scheduling.Cache;

/// <summary>Which nodes a requirement accepts, found out node by node and then remembered until nodes change.</summary>
public sealed class NodeMatches(NodeRequirement requirement)
{
    private const byte Unknown = 0, Yes = 1, No = 2;

    private byte[] bySlot = [];

    public bool Accepts(NodeInfo node)
    {
        if (node.Slot >= bySlot.Length) Array.Resize(ref bySlot, Math.Max(node.Slot + 1, bySlot.Length * 2));
        ref var answer = ref bySlot[node.Slot];
        if (answer == Unknown) answer = requirement.Matches(node.Node!) ? Yes : No;
        return answer == Yes;
    }
}
