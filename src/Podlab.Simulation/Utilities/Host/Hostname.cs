using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>hostname [-sidf]</c></summary>
internal sealed class Hostname : Utility
{
    public override IReadOnlyList<string> Names => ["hostname", "dnsdomainname"];

    public override string Usage => "[-sidf] [HOSTNAME | -F FILE]";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("sidfF:") is not { } options) return 1;
        var process = run.Process;
        if (options.Operands.Count > 0)
        {
            if (process.Credentials.Can("SYS_ADMIN")) process.Hostname = options.Operands[0];
            else await run.ErrorAsync("sethostname: Operation not permitted");
            return process.Credentials.Can("SYS_ADMIN") ? 0 : 1;
        }

        var (address, canonical) = Lookup(process, process.Hostname);
        var text = process.Hostname;
        if (options.Has('i')) text = address ?? process.Network.Address;
        else if (options.Has('f')) text = canonical ?? process.Hostname;
        else if (options.Has('d') || run.Name == "dnsdomainname") text = canonical is { } full && full.Contains('.', StringComparison.Ordinal) ? full[(full.IndexOf('.', StringComparison.Ordinal) + 1)..] : "";
        else if (options.Has('s')) text = text.Split('.')[0];
        run.Output.Append(text).Append('\n');
        return 0;
    }

    /// <summary>The address and first name of the line of /etc/hosts that has the name.</summary>
    private static (string? Address, string? Name) Lookup(Process process, string name)
    {
        if (process.Tree.Find(process, "/etc/hosts", true, out var node) != Errno.Ok || node is not FileNode file) return (null, null);
        foreach (var line in Encoding.Latin1.GetString(file.ReadAll()).Split('\n'))
        {
            var fields = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1 && fields.Skip(1).Contains(name, StringComparer.Ordinal)) return (fields[0], fields[1]);
        }

        return (null, null);
    }
}
