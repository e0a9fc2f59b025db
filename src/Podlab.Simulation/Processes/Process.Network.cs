using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

// Sockets and names.
public sealed partial class Process
{
    /// <summary>How long a connection is tried when the program sets no time of its own.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(127);

    private const int FirstFreePort = 1024;

    /// <summary>Listens; the descriptor belongs to this process, so that its end closes the port.</summary>
    public Errno Listen(string address, int port, out int number)
    {
        number = -1;
        if (port is > 0 and < FirstFreePort && !Credentials.Can("NET_BIND_SERVICE") && Credentials.Uid != 0) return Errno.EACCES;
        if (port is > 0 and < FirstFreePort && Credentials.Uid == 0 && !Credentials.Can("NET_BIND_SERVICE")) return Errno.EACCES;
        if (Network.Listen(address, port) is not { } listener) return Errno.EADDRINUSE;
        number = Files.Add(new ListenFile(listener));
        return Errno.Ok;
    }

    /// <summary>Takes a UDP port; the descriptor belongs to this process. Port 0 takes a free one.</summary>
    public Errno Bind(string address, int port, out int number)
    {
        number = -1;
        if (port is > 0 and < FirstFreePort && !Credentials.Can("NET_BIND_SERVICE")) return Errno.EACCES;
        if (Network.Bind(address, port) is not { } socket) return Errno.EADDRINUSE;
        number = Files.Add(new DatagramFile(socket));
        return Errno.Ok;
    }

    /// <summary>Waits for the next connection on a listening descriptor; -1 when a handled signal came first.</summary>
    public async ValueTask<int> AcceptAsync(int listening, bool canInterrupt = false)
    {
        while (Files[listening] is ListenFile { Listener: { IsClosed: false } listener })
        {
            if (listener.Accept() is { } connection) return Files.Add(new SocketFile(connection));
            if (await WaitAsync(listener.Acceptable, canInterrupt: canInterrupt) == WakeReason.Interrupted) return -1;
        }

        return -1;
    }

    /// <summary>Connects to an address; the answer is a descriptor, or a negative error.</summary>
    public async ValueTask<int> ConnectAsync(string address, int port, TimeSpan? timeout = null)
    {
        var task = Network.ConnectAsync(address, port, timeout ?? ConnectTimeout);
        var result = task.IsCompleted ? task.Result : await JoinAsync(task);
        return result.Outcome switch
        {
            ConnectOutcome.Connected => Files.Add(new SocketFile(result.Connection!)),
            ConnectOutcome.Refused => -(int)Errno.ECONNREFUSED,
            ConnectOutcome.Unreachable => -(int)Errno.EHOSTUNREACH,
            _ => -(int)Errno.ETIMEDOUT,
        };
    }

    public ResolverSettings ResolverSettings() => Engine.Network.ResolverSettings.Parse(ReadText("/etc/resolv.conf") ?? "");

    /// <summary>The addresses of a host: numbers as they are, then /etc/hosts, then the name servers.</summary>
    /// <param name="settings">Whom to ask and how; null: as /etc/resolv.conf says.</param>
    public async ValueTask<IReadOnlyList<string>> ResolveAsync(string host, ResolverSettings? settings = null)
    {
        if (System.Net.IPAddress.TryParse(host, out _)) return [host];
        foreach (var line in (ReadText("/etc/hosts") ?? "").Split('\n'))
        {
            var fields = line.Split('#')[0].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length > 1 && !fields[0].Contains(':', StringComparison.Ordinal) && fields.Skip(1).Contains(host, StringComparer.OrdinalIgnoreCase)) return [fields[0]];
        }

        var (answer, _) = await JoinAsync(Resolver.ResolveAsync(Network, settings ?? ResolverSettings(), host, DnsRecordType.A));
        return [.. answer.Records.Where(record => record.Type == DnsRecordType.A).Select(record => record.Value)];
    }

    /// <summary>Waits for work outside of processes without giving up the rule that a dead process never returns.</summary>
    public async ValueTask<T> JoinAsync<T>(ValueTask<T> work)
    {
        if (work.IsCompletedSuccessfully) return work.Result;
        var done = new Engine.Time.WaitQueue();
        var task = Watch(work, done);
        while (!task.IsCompleted) await WaitAsync(done);
        return task.Result;

        static async Task<T> Watch(ValueTask<T> work, Engine.Time.WaitQueue done)
        {
            var result = await work;
            done.WakeAll();
            return result;
        }
    }

    /// <summary>The content of a small text file; null when it cannot be read.</summary>
    public string? ReadText(string path)
    {
        if (Tree.Open(this, path, OpenFlags.Read, 0, out var file) != Errno.Ok) return null;
        var text = new StringBuilder();
        var buffer = new byte[4096];
        for (int count; (count = file.Read(buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        file.Close();
        return text.ToString();
    }
}
