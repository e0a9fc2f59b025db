namespace Podlab.Engine.Network;

public enum DnsRecordType
{
    A,
    AAAA,
    CNAME,
    SRV,
    PTR,
    TXT,
}

public enum DnsCode
{
    NoError,
    ServerFailure,
    NameError,
    Refused,

    /// <summary>No server answered in time; not a code of the protocol.</summary>
    TimedOut,
}

/// <param name="Name">The owner.</param>
/// <param name="Value">The address or name; of SRV <c>PRIORITY WEIGHT PORT TARGET</c>.</param>
public sealed record DnsRecord(string Name, DnsRecordType Type, string Value, int TtlSeconds = 30);

/// <summary>Success without records: the name exists, but not with this type.</summary>
public sealed record DnsAnswer(DnsCode Code, IReadOnlyList<DnsRecord> Records)
{
    public static DnsAnswer NoSuchName { get; } = new(DnsCode.NameError, []);

    public static DnsAnswer Empty { get; } = new(DnsCode.NoError, []);

    /// <summary>Whether the server that answered is the one that the name's domain names for it.</summary>
    public bool IsAuthoritative { get; init; } = true;

    public static DnsAnswer Of(params DnsRecord[] records) => new(DnsCode.NoError, records);
}

/// <summary>What resolv.conf says.</summary>
public sealed record ResolverSettings(IReadOnlyList<string> Servers, IReadOnlyList<string> Searches)
{
    public int Ndots { get; init; } = 1;
    public int TimeoutSeconds { get; init; } = 5;
    public int Attempts { get; init; } = 2;

    public static ResolverSettings Parse(string resolvConf)
    {
        var (servers, searches) = (new List<string>(), new List<string>());
        var (ndots, timeout, attempts) = (1, 5, 2);
        foreach (var line in resolvConf.Split('\n'))
        {
            var fields = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 2) continue;
            if (fields[0] == "nameserver") servers.Add(fields[1]);
            else if (fields[0] is "search" or "domain") searches = [.. fields.Skip(1)];
            else if (fields[0] == "options")
            {
                foreach (var option in fields.Skip(1))
                {
                    if (option.StartsWith("ndots:", StringComparison.Ordinal) && int.TryParse(option.AsSpan(6), out var dots)) ndots = dots;
                    else if (option.StartsWith("timeout:", StringComparison.Ordinal) && int.TryParse(option.AsSpan(8), out var seconds)) timeout = seconds;
                    else if (option.StartsWith("attempts:", StringComparison.Ordinal) && int.TryParse(option.AsSpan(9), out var tries)) attempts = tries;
                }
            }
        }

        return new ResolverSettings(servers, searches) { Ndots = ndots, TimeoutSeconds = timeout, Attempts = attempts };
    }

    /// <summary>The full names to ask for, in order: a name with few dots goes through the search list first, one with a closing dot not at all.</summary>
    public IEnumerable<string> Candidates(string name)
    {
        if (name.EndsWith('.'))
        {
            yield return name[..^1];
            yield break;
        }

        var direct = name.Count(c => c == '.') >= Ndots;
        if (direct) yield return name;
        foreach (var search in Searches) yield return name + "." + search.TrimEnd('.');
        if (!direct) yield return name;
    }
}
