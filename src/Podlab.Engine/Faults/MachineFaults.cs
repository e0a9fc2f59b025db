using Podlab.Engine.Nodes;

namespace Podlab.Engine.Faults;

/// <summary>Faults of single nodes: power, network, disk, memory, clock.</summary>
internal sealed class MachineFaults(Cluster cluster)
{
    public FaultOutcome Set(string node, string part, IReadOnlyList<string> words)
    {
        var agent = cluster.Nodes.Find(node) ?? throw new FaultException(
            $"There is no node \"{node}\" (nodes: {string.Join(", ", cluster.Nodes.All.Select(one => one.Name))}). {FaultWords.Known}");
        switch (part, words)
        {
            case ("down", []):
                cluster.Nodes.Disconnect(node);
                Machine(agent).LosePower();
                return new FaultOutcome(node, "down", node + " up", true);
            case ("partition", []):
                cluster.Nodes.Disconnect(node);
                return new FaultOutcome(node, "cut off from the network", node + " up", true);
            case ("up", []):
                cluster.Nodes.Reconnect(node);
                return new FaultOutcome(node, "up", node + " up", false);
            case ("disk", [var share]):
                Machine(agent).FillDisk(FaultWords.Share(share));
                return new FaultOutcome(node + " disk", share, node + " disk ok", share != "ok");
            case ("inodes", [var share]):
                Machine(agent).FillInodes(FaultWords.Share(share));
                return new FaultOutcome(node + " inodes", share, node + " inodes ok", share != "ok");
            case ("memory", [var share]):
                Machine(agent).FillMemory(FaultWords.Share(share));
                return new FaultOutcome(node + " memory", share, node + " memory ok", share != "ok");
            case ("clock", [var skew]):
                SetClock(agent, Skew(skew));
                return new FaultOutcome(node + " clock", skew, node + " clock ok", skew != "ok");
            default:
                throw new FaultException($"`{node} {string.Join(' ', words.Prepend(part))}` is no fault. A node can be down, partition, up; disk full|95%|ok; inodes full|95%|ok; memory full|95%|ok; clock +5m|-30s|ok.");
        }
    }

    private static void SetClock(NodeAgent agent, TimeSpan skew)
    {
        Machine(agent).ClockSkew = skew;
        agent.Wall.Skew = skew;
    }

    private static TimeSpan Skew(string text) => text switch
    {
        "ok" => TimeSpan.Zero,
        ['+', .. var ahead] => FaultWords.Span(ahead),
        ['-', .. var behind] => -FaultWords.Span(behind),
        _ => throw new FaultException($"`{text}` does not say how wrong the clock goes. Write +5m, -30s, or ok."),
    };

    private static IFaultyMachine Machine(NodeAgent agent) =>
        agent.Runtime as IFaultyMachine ?? throw new FaultException($"Nothing can be broken on {agent.Name}: its containers are not simulated.");
}
