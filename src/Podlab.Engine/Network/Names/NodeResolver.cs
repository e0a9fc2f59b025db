namespace Podlab.Engine.Network.Names;

/// <summary>
/// The name server that nodes themselves use, outside of the cluster: what pods with <c>dnsPolicy: Default</c> ask. It knows no services. Nothing of the real
/// world exists for it but the names that are put in.
/// </summary>
public sealed class NodeResolver : INameServer
{
    /// <summary>The address in the nodes' own resolv.conf.</summary>
    public const string Address = "10.255.255.53";

    private readonly SortedDictionary<string, string> hosts = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Makes a name outside of the cluster known.</summary>
    public void Add(string name, string address) => hosts[name.TrimEnd('.')] = address;

    /// <inheritdoc/>
    public DnsAnswer Query(string name, DnsRecordType type)
    {
        if (!hosts.TryGetValue(name, out var address)) return DnsAnswer.NoSuchName with { IsAuthoritative = false };
        var answer = type == DnsRecordType.A ? DnsAnswer.Of(new DnsRecord(name, type, address, 300)) : DnsAnswer.Empty;
        return answer with { IsAuthoritative = false };
    }
}
