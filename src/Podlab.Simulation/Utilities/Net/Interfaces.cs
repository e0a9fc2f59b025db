using System.Globalization;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Net;

/// <summary><c>ping [-c N] [-q] [-W SEC] [-i SEC] HOST</c></summary>
internal sealed class Ping : Utility
{
    public override IReadOnlyList<string> Names => ["ping", "ping6", "traceroute"];

    public override string Usage => "[OPTIONS] HOST";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("c:s:t:w:W:I:i:np:q4A") is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var process = run.Process;
        if (!process.Credentials.Can("NET_RAW"))
        {
            await run.ErrorAsync("permission denied (are you root?)");
            return 1;
        }

        var host = options.Operands[0];
        var addresses = await process.ResolveAsync(host);
        if (addresses.Count == 0)
        {
            await run.ErrorAsync($"bad address '{host}'");
            return 1;
        }

        var address = addresses[0];
        var reached = process.Network.IsOwn(address) || process.Network.Cluster.Find(address) is { IsGone: false };
        if (run.Name == "traceroute")
        {
            run.Output.Append($"traceroute to {host} ({address}), 30 hops max, 46 byte packets\n 1  {(reached ? $"{address} ({address})  0.040 ms  0.021 ms  0.019 ms" : "*  *  *")}\n");
            return reached ? 0 : 1;
        }

        run.Output.Append($"PING {host} ({address}): 56 data bytes\n");
        var count = long.TryParse(options.Value('c'), out var given) ? given : long.MaxValue;
        var interval = Basics.Sleep.Seconds(options.Value('i') ?? "1") ?? 1;
        var deadline = Basics.Sleep.Seconds(options.Value('w') ?? "") is { } limit ? process.Kernel.Now + TimeSpan.FromSeconds(limit) : default(DateTimeOffset?);
        long sent = 0, received = 0;
        process.SignalHandler = _ => count = 0;
        process.SetAction(Signal.INT, SignalAction.Handle);
        while (sent < count && (deadline is null || process.Kernel.Now < deadline))
        {
            if (sent > 0 && await process.SleepAsync(TimeSpan.FromSeconds(interval), canInterrupt: true) == WakeReason.Interrupted) break;
            if (reached)
            {
                received++;
                if (!options.Has('q')) run.Output.Append(CultureInfo.InvariantCulture, $"64 bytes from {address}: seq={sent} ttl=64 time=0.050 ms\n");
            }

            sent++;
            await run.FlushAsync();
        }

        if (!reached) await process.SleepAsync(TimeSpan.FromSeconds(Basics.Sleep.Seconds(options.Value('W') ?? "10") ?? 10), canInterrupt: true);
        run.Output.Append(CultureInfo.InvariantCulture, $"\n--- {host} ping statistics ---\n{sent} packets transmitted, {received} packets received, {(sent == 0 ? 0 : (sent - received) * 100 / sent)}% packet loss\n");
        if (received > 0) run.Output.Append("round-trip min/avg/max = 0.050/0.050/0.050 ms\n");
        return received > 0 ? 0 : 1;
    }
}

/// <summary><c>ip addr|route|link</c>, <c>ifconfig</c>, <c>route</c>, <c>netstat</c>, <c>arp</c></summary>
internal sealed class Interfaces : Utility
{
    public override IReadOnlyList<string> Names => ["ip", "ifconfig", "route", "netstat", "arp", "ipcalc"];

    public override ValueTask<int> RunAsync(Invocation run)
    {
        var network = run.Process.Network;
        var address = network.Address;
        var gateway = address[..(address.LastIndexOf('.') + 1)] + "1";
        var subnet = address[..(address.LastIndexOf('.') + 1)] + "0";
        var hardware = Hardware(address);
        switch (run.Name)
        {
            case "ip":
                var words = run.Arguments.Where(argument => !argument.StartsWith('-')).ToList();
                var what = words.FirstOrDefault() ?? "";
                if (words.Count > 1 && words[1] is "add" or "del" or "delete" or "set" or "flush" or "change" or "replace") return ChangeAsync(run, words);
                if ("address".StartsWith(what, StringComparison.Ordinal) && what.Length > 0)
                    run.Output.Append($"1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n    inet 127.0.0.1/8 scope host lo\n       valid_lft forever preferred_lft forever\n2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n    link/ether {hardware} brd ff:ff:ff:ff:ff:ff\n    inet {address}/24 brd {subnet[..^1]}255 scope global eth0\n       valid_lft forever preferred_lft forever\n");
                else if ("route".StartsWith(what, StringComparison.Ordinal) && what.Length > 0)
                    run.Output.Append($"default via {gateway} dev eth0 \n{subnet}/24 dev eth0 scope link  src {address} \n");
                else if ("link".StartsWith(what, StringComparison.Ordinal) && what.Length > 0)
                    run.Output.Append($"1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue qlen 1000\n    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00\n2: eth0@if3: <BROADCAST,MULTICAST,UP,LOWER_UP,M-DOWN> mtu 1500 qdisc noqueue \n    link/ether {hardware} brd ff:ff:ff:ff:ff:ff\n");
                break;
            case "ifconfig":
                run.Output.Append($"eth0      Link encap:Ethernet  HWaddr {hardware.ToUpperInvariant()}  \n          inet addr:{address}  Bcast:{subnet[..^1]}255  Mask:255.255.255.0\n          UP BROADCAST RUNNING MULTICAST  MTU:1500  Metric:1\n\nlo        Link encap:Local Loopback  \n          inet addr:127.0.0.1  Mask:255.0.0.0\n          UP LOOPBACK RUNNING  MTU:65536  Metric:1\n\n");
                break;
            case "route":
                run.Output.Append($"Kernel IP routing table\nDestination     Gateway         Genmask         Flags Metric Ref    Use Iface\ndefault         {gateway,-15} 0.0.0.0         UG    0      0        0 eth0\n{subnet,-15} *               255.255.255.0   U     0      0        0 eth0\n");
                break;
            case "netstat":
                var listening = run.Arguments.Exists(argument => argument.Contains('l', StringComparison.Ordinal) || argument.Contains('a', StringComparison.Ordinal));
                run.Output.Append($"Active Internet connections ({(listening ? "only servers" : "w/o servers")})\nProto Recv-Q Send-Q Local Address           Foreign Address         State       \n");
                if (listening) foreach (var listener in network.Listeners) run.Output.Append(Line(listener.Address == "0.0.0.0" ? $":::{listener.Port}" : $"{listener.Address}:{listener.Port}", ":::*", "LISTEN"));
                else foreach (var connection in network.Connections) run.Output.Append(Line($"{connection.LocalAddress}:{connection.LocalPort}", $"{connection.RemoteAddress}:{connection.RemotePort}", "ESTABLISHED"));
                break;
        }

        return ValueTask.FromResult(0);
    }

    /// <summary>Changing needs NET_ADMIN. Only links that nobody uses can be made and removed; they are not shown.</summary>
    private static async ValueTask<int> ChangeAsync(Invocation run, List<string> words)
    {
        if (run.Process.Credentials.Can("NET_ADMIN")) return 0;
        await run.Process.WriteAsync(2, $"ip: {(words[0].StartsWith('l') && words[1] == "set" ? "ioctl 0x8914 failed" : "RTNETLINK answers")}: Operation not permitted\n");
        return words[1] == "set" ? 1 : 2;
    }

    private static string Line(string local, string remote, string state) => $"tcp        0      0 {local,-23} {remote,-23} {state,-11} \n";

    /// <summary>From the address, as container networks make it.</summary>
    private static string Hardware(string address) => "02:42:" + string.Join(':', address.Split('.').Select(part => int.Parse(part, CultureInfo.InvariantCulture).ToString("x2", CultureInfo.InvariantCulture)));
}
