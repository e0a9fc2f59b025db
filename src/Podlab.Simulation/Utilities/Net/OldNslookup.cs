using System.Globalization;
using System.Net;
using Podlab.Engine.Network;

namespace Podlab.Simulation.Utilities.Net;

/// <summary>
/// <c>nslookup [HOST] [SERVER]</c> as in busybox before 1.29: it asks as any program does, along the search list, and a name counts as found when one domain knows it.
/// The images that examples wait with (<c>until nslookup myservice</c>) have this one.
/// </summary>
public sealed class OldNslookup : Utility
{
    public override IReadOnlyList<string> Names => ["nslookup"];

    public override string Usage => "[HOST] [SERVER]";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Arguments.Count is 0 or > 2 || run.Arguments[0].StartsWith('-'))
        {
            await run.UsageAsync();
            return 1;
        }

        var process = run.Process;
        var settings = process.ResolverSettings();
        if (run.Arguments.Count > 1)
        {
            var servers = await process.ResolveAsync(run.Arguments[1]);
            if (servers.Count == 0)
            {
                await run.ErrorAsync($"can't resolve '{run.Arguments[1]}'");
                return 1;
            }

            settings = settings with { Servers = servers };
        }

        if (settings.Servers.Count > 0) await PrintAsync(run, settings, "Server:", settings.Servers[0], [settings.Servers[0]]);
        run.Output.Append('\n');
        var host = run.Arguments[0];
        IReadOnlyList<string> addresses = IPAddress.TryParse(host, out _) ? [host] : await process.ResolveAsync(host, settings);
        if (addresses.Count == 0)
        {
            await run.ErrorAsync($"can't resolve '{host}'");
            return 1;
        }

        await PrintAsync(run, settings, "Name:", host, addresses);
        return 0;
    }

    /// <summary>Each address with the name that it has itself.</summary>
    private static async ValueTask PrintAsync(Invocation run, ResolverSettings settings, string what, string name, IReadOnlyList<string> addresses)
    {
        run.Output.Append(CultureInfo.InvariantCulture, $"{what,-10} {name}\n");
        for (var i = 0; i < addresses.Count; i++)
        {
            var reverse = string.Join('.', addresses[i].Split('.').Reverse()) + ".in-addr.arpa";
            var (answer, _) = await run.Process.JoinAsync(Resolver.QueryAsync(run.Process.Network, settings, reverse, DnsRecordType.PTR));
            var found = answer.Records.FirstOrDefault(record => record.Type == DnsRecordType.PTR)?.Value;
            run.Output.Append(CultureInfo.InvariantCulture, $"Address {i + 1}: {addresses[i]}{(found is null ? "" : " " + found)}\n");
        }
    }
}
