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
        var names = isAddress ? [string.Join('.', host.Split('.').Reverse()) + ".in-addr.arpa"] : settings.Candidates(host).ToList();
        if (!isAddress && host.Contains('.', StringComparison.Ordinal)) names = [host.TrimEnd('.')];
        var answers = new List<(string Name, DnsRecordType Type, DnsAnswer Answer)>();
        string? server = null;
        foreach (var name in names)
        {
            foreach (var type in types)
            {
                var (answer, from) = await process.JoinAsync(Resolver.QueryAsync(process.Network, settings, name, type));
                server ??= from;
                answers.Add((name, type, answer));
            }
        }

        if (server is null)
        {
            run.Output.Append(";; connection timed out; no servers could be reached\n\n");
            return 1;
        }

        run.Output.Append($"Server:\t\t{server}\nAddress:\t{server}:53\n\n");
        var failed = 0;
        foreach (var (name, type, answer) in answers)
        {
            if (answer.Code == DnsCode.NoError)
            {
                if (answer.Records.Count == 0)
                {
                    run.Output.Append($"*** Can't find {name}: No answer\n\n");
                    continue;
                }

                foreach (var record in answer.Records) run.Output.Append(Text(record));
                run.Output.Append('\n');
                continue;
            }

            failed++;
            if (answer.Code != DnsCode.NameError) run.Output.Append($"** server can't find {name}: {(answer.Code == DnsCode.Refused ? "REFUSED" : "SERVFAIL")}\n\n");
            else run.Output.Append($"** server can't find {name}: NXDOMAIN\n\n");
        }

        return failed == 0 || answers.Exists(entry => entry.Answer.Records.Count > 0) && failed < answers.Count && names.Count == 1 ? 0 : failed > 0 ? 1 : 0;
    }

    private static string Text(DnsRecord record) => record.Type switch
    {
        DnsRecordType.CNAME => $"{record.Name}\tcanonical name = {record.Value}\n",
        DnsRecordType.PTR => $"{record.Name}\tname = {record.Value}\n",
        DnsRecordType.SRV => $"{record.Name}\tservice = {record.Value}\n",
        DnsRecordType.TXT => $"{record.Name}\ttext = \"{record.Value}\"\n",
        _ => $"Name:\t{record.Name}\nAddress: {record.Value}\n",
    };
}
