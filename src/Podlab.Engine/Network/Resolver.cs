namespace Podlab.Engine.Network;

/// <summary>Asks the name servers of a resolv.conf, as a C library does, on virtual time.</summary>
public static class Resolver
{
    /// <summary>The first answer with records along the search list; else the last answer.</summary>
    public static async ValueTask<(DnsAnswer Answer, string Name)> ResolveAsync(NetworkNamespace from, ResolverSettings settings, string name, DnsRecordType type)
    {
        var last = (Answer: DnsAnswer.NoSuchName, Name: name);
        foreach (var candidate in settings.Candidates(name))
        {
            var (answer, _) = await QueryAsync(from, settings, candidate, type);
            last = (answer, candidate);
            if (answer.Records.Count > 0 || answer.Code is DnsCode.TimedOut or DnsCode.Refused) return last;
        }

        return last;
    }

    /// <summary>One name as it is: the answer and the server that gave it. Servers that do not answer take their timeout.</summary>
    public static async ValueTask<(DnsAnswer Answer, string? Server)> QueryAsync(NetworkNamespace from, ResolverSettings settings, string name, DnsRecordType type)
    {
        for (var attempt = 0; attempt < settings.Attempts; attempt++)
        {
            foreach (var address in settings.Servers)
            {
                if (from.Cluster.FindNameServer(from, address) is { } server) return (server.Query(name, type), address);
                await Task.Delay(TimeSpan.FromSeconds(settings.TimeoutSeconds), from.Cluster.Loop);
            }
        }

        return (new DnsAnswer(DnsCode.TimedOut, []), null);
    }
}
