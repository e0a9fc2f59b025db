namespace Podlab.Engine.Network;

/// <summary>What one pod (or a node) sees of the network: its loopback and its address.</summary>
public sealed class NetworkNamespace(ClusterNetwork cluster, string address)
{
    public ClusterNetwork Cluster { get; } = cluster;

    /// <summary>The IPv4 address outside of loopback.</summary>
    public string Address { get; } = address;
}
