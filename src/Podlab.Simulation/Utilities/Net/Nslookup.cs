using Podlab.Engine.Network;

namespace Podlab.Simulation.Utilities.Net;

/// <summary><c>nslookup [-type=QUERY_TYPE] HOST [DNS_SERVER]</c>, in the form of busybox since 1.29.</summary>
internal sealed class Nslookup : Utility
{
    public override IReadOnlyList<string> Names => ["nslookup"];

    public override string Usage => "[-type=QUERY_TYPE] [-debug] HOST [DNS_SERVER]";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var types = new List<DnsRecordType>();
        var operands = new List<string>();
        foreach (var argument in run.Arguments)
        {
            if (argument.StartsWith("-type=", StringComparison.Ordinal) || argument.StartsWith("-q=", StringComparison.Ordinal) || argument.StartsWith("-querytype=", StringComparison.Ordinal))
            {
                if (Enum.TryParse<DnsRecordType>(argument[(argument.IndexOf('=', StringComparison.Ordinal) + 1)..], ignoreCase: true, out var type)) types.Add(type);
            }
            else if (!argument.StartsWith('-'))
            {
                operands.Add(argument);
            }
        }

        if (operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var process = run.Process;
        var settings = process.ResolverSettings();
        if (operands.Count > 1) settings = settings with { Servers = await process.ResolveAsync(operands[1]) };
        var host = operands[0];
        var isAddress = System.Net.IPAddress.TryParse(host, out var address);
        if (types.Count == 0) types.AddRange(isAddress ? [DnsRecordType.PTR] : [DnsRecordType.A, DnsRecordType.AAAA]);
        var names = Asked(host, isAddress, settings);
        var answers = new List<(string Name, DnsAnswer Answer)>();
        string? server = null;
        foreach (var type in types)
        {
            foreach (var name in names)
            {
                var (answer, from) = await process.JoinAsync(Resolver.QueryAsync(process.Network, settings, name, type));
                server ??= from;
                answers.Add((name, answer));
            }
        }

        if (server is null)
        {
            run.Output.Append(";; connection timed out; no servers could be reached\n\n");
            return 1;
        }

        run.Output.Append($"Server:\t\t{server}\nAddress:\t{server}:53\n\n");
        foreach (var (name, answer) in answers)
        {
            if (answer.Code != DnsCode.NoError)
            {
                run.Output.Append($"** server can't find {name}: {Word(answer.Code)}\n\n");
                continue;
            }

            if (!answer.IsAuthoritative) run.Output.Append("Non-authoritative answer:\n");
            foreach (var record in answer.Records) run.Output.Append(Text(record));
            run.Output.Append('\n');
        }

        return answers.TrueForAll(entry => entry.Answer.Code == DnsCode.NoError) ? 0 : 1;
    }

    /// <summary>A name without a dot is asked for in every domain of the search list, all of which must know it; one with a dot as it is.</summary>
    private static List<string> Asked(string host, bool isAddress, ResolverSettings settings)
    {
        if (isAddress) return [string.Join('.', host.Split('.').Reverse()) + ".in-addr.arpa"];
        if (host.Contains('.', StringComparison.Ordinal) || settings.Searches.Count == 0) return [host.TrimEnd('.')];
        return [.. settings.Searches.Select(search => $"{host}.{search.TrimEnd('.')}")];
    }

    private static string Word(DnsCode code) => code switch
    {
        DnsCode.NameError => "NXDOMAIN",
        DnsCode.Refused => "REFUSED",
        _ => "SERVFAIL",
    };

    private static string Text(DnsRecord record) => record.Type switch
    {
        DnsRecordType.CNAME => $"{record.Name}\tcanonical name = {record.Value}\n",
        DnsRecordType.PTR => $"{record.Name}\tname = {record.Value}\n",
        DnsRecordType.SRV => $"{record.Name}\tservice = {record.Value}\n",
        DnsRecordType.TXT => $"{record.Name}\ttext = \"{record.Value}\"\n",
        _ => $"Name:\t{record.Name}\nAddress: {record.Value}\n",
    };
}
