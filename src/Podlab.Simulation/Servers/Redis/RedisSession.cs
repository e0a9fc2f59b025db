using System.Globalization;
using System.Text;
using Podlab.Engine.Network;

namespace Podlab.Simulation.Servers.Redis;

/// <summary>One client of a server: who it is, which database it speaks of, and the commands that concern the connection or the server. Those on keys are in <see cref="RedisKeys"/>.</summary>
internal sealed class RedisSession(RedisServer.Instance server, ConnectionStream stream)
{
    private bool isKnown = server.Settings["requirepass"].Length == 0;
    private List<List<string>>? queued;
    private string name = "";
    private int database;
    private int subscriptions;

    public bool HasQuit { get; private set; }

    public async ValueTask<string> AnswerAsync(List<string> command)
    {
        server.Commands++;
        var verb = command[0].ToUpperInvariant();
        if (verb == "AUTH") return Authenticate(command);
        if (verb == "QUIT")
        {
            HasQuit = true;
            return Resp.Ok;
        }

        if (!isKnown && verb != "HELLO") return Resp.Error("NOAUTH Authentication required.");
        if (subscriptions > 0 && verb is not ("SUBSCRIBE" or "UNSUBSCRIBE" or "PSUBSCRIBE" or "PUNSUBSCRIBE" or "PING" or "RESET"))
            return Resp.Error($"ERR Can't execute '{command[0].ToLowerInvariant()}': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context");
        if (queued is not null && verb is not ("EXEC" or "DISCARD" or "MULTI"))
        {
            queued.Add(command);
            return Resp.Simple("QUEUED");
        }

        return await RunAsync(verb, command);
    }

    private string Authenticate(List<string> command)
    {
        if (command.Count is < 2 or > 3) return Missing("auth");
        var password = server.Settings["requirepass"];
        if (password.Length == 0 && command.Count == 2) return Resp.Error("ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?");
        isKnown = command[^1] == password && (command.Count == 2 || command[1] == "default");
        return isKnown ? Resp.Ok : Resp.Error("WRONGPASS invalid username-password pair or user is disabled.");
    }

    private static string Missing(string verb) => Resp.Error($"ERR wrong number of arguments for '{verb.ToLowerInvariant()}' command");

    private async ValueTask<string> RunAsync(string verb, List<string> command)
    {
        var first = command.ElementAtOrDefault(1) ?? "";
        switch (verb)
        {
            case "PING":
                return command.Count > 2 ? Missing(verb) : subscriptions > 0 ? Resp.Bulks(["pong", first]) : command.Count > 1 ? Resp.Bulk(first) : Resp.Simple("PONG");
            case "ECHO":
                return command.Count == 2 ? Resp.Bulk(first) : Missing(verb);
            case "SELECT":
                if (!int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return command.Count == 2 ? Resp.Error("ERR value is not an integer or out of range") : Missing(verb);
                if (index >= RedisStore.DatabaseCount) return Resp.Error("ERR DB index is out of range");
                database = index;
                return Resp.Ok;
            case "MULTI":
                if (queued is not null) return Resp.Error("ERR MULTI calls can not be nested");
                queued = [];
                return Resp.Ok;
            case "DISCARD" or "EXEC":
                if (queued is not { } waiting) return Resp.Error($"ERR {verb} without MULTI");
                queued = null;
                if (verb == "DISCARD") return Resp.Ok;
                var replies = new List<string>();
                foreach (var item in waiting) replies.Add(await RunAsync(item[0].ToUpperInvariant(), item));
                return Resp.Array(replies);
            case "SUBSCRIBE":
                if (command.Count < 2) return Missing(verb);
                return string.Concat(command.Skip(1).Select(channel =>
                {
                    server.Subscribe(channel, stream);
                    return Resp.Array([Resp.Bulk("subscribe"), Resp.Bulk(channel), Resp.Number(++subscriptions)]);
                }));
            case "UNSUBSCRIBE":
                subscriptions = 0;
                return Resp.Array([Resp.Bulk("unsubscribe"), Resp.Bulk(command.Count > 1 ? first : null), Resp.Number(0)]);
            case "PUBLISH":
                return command.Count == 3 ? Resp.Number(await server.PublishAsync(first, command[2])) : Missing(verb);
            case "CONFIG":
                return Configure(command);
            case "CLIENT":
                return Client(first.ToUpperInvariant(), command);
            case "INFO":
                return Resp.Bulk(Information(first.ToLowerInvariant()));
            case "SAVE":
                return await server.SaveAsync() ? Resp.Ok : Resp.Error("ERR");
            case "BGSAVE" or "BGREWRITEAOF":
                await server.SaveAsync();
                return Resp.Simple(verb == "BGSAVE" ? "Background saving started" : "Background append only file rewriting started");
            case "LASTSAVE":
                return Resp.Number(server.Store.Saved.ToUnixTimeSeconds());
            case "TIME":
                var now = server.Process.Kernel.Now;
                return Resp.Bulks([now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), (now.Ticks % TimeSpan.TicksPerSecond / 10).ToString(CultureInfo.InvariantCulture)]);
            case "ROLE":
                return Resp.Array([Resp.Bulk("master"), Resp.Number(0), Resp.Bulks([])]);
            case "COMMAND":
                return Resp.Bulks([]);
            case "HELLO":
                return first is "" or "2" ? Resp.Bulks(["server", "redis", "version", server.Version, "proto", "2", "mode", "standalone", "role", "master"]) : Resp.Error("NOPROTO unsupported protocol version");
            case "RESET":
                (queued, database, subscriptions) = (null, 0, 0);
                return Resp.Simple("RESET");
            case "SHUTDOWN":
                HasQuit = true;
                server.Stop();
                return "";
            case "FLUSHALL":
                server.Store.Clear();
                return Resp.Ok;
            default:
                return new RedisKeys(server, database).Run(verb, command);
        }
    }

    private string Configure(List<string> command)
    {
        switch ((command.ElementAtOrDefault(1) ?? "").ToUpperInvariant())
        {
            case "GET" when command.Count > 2:
                return Resp.Bulks([.. command.Skip(2).SelectMany(server.Settings.Matching).SelectMany(pair => (string[])[pair.Key, pair.Value])]);
            case "SET" when command.Count == 4:
                if (!server.Settings.Knows(command[2])) return Resp.Error($"ERR Unknown option or number of arguments for CONFIG SET - '{command[2]}'");
                return server.Settings.Set(command[2], command[3]) is { } wrong ? Resp.Error($"ERR CONFIG SET failed (possibly related to argument '{command[2]}') - {wrong}") : Resp.Ok;
            case "REWRITE":
                return Resp.Error("ERR The server is running without a config file");
            case "RESETSTAT":
                return Resp.Ok;
            default:
                return command.Count < 2 ? Missing("config") : command[1].ToUpperInvariant() is "GET" or "SET" ? Missing("config|" + command[1]) : Resp.Error($"ERR unknown subcommand '{command[1]}'. Try CONFIG HELP.");
        }
    }

    private string Client(string verb, List<string> command)
    {
        switch (verb)
        {
            case "SETNAME" when command.Count == 3:
                name = command[2];
                return Resp.Ok;
            case "GETNAME":
                return Resp.Bulk(name.Length > 0 ? name : null);
            case "ID":
                return Resp.Number(3);
            case "LIST" or "INFO":
                return Resp.Bulk($"id=3 addr={stream.Connection.RemoteAddress}:{stream.Connection.RemotePort} laddr={stream.Connection.LocalAddress}:{stream.Connection.LocalPort} fd=8 name={name} age=0 idle=0 flags=N db={database} sub={subscriptions} psub=0 ssub=0 multi=-1 cmd=client|{verb.ToLowerInvariant()} user=default\n");
            default:
                return Resp.Ok;
        }
    }

    /// <summary>INFO: the sections that people look at.</summary>
    private string Information(string section)
    {
        var text = new StringBuilder();
        bool Wants(string part) => section is "" or "default" or "all" or "everything" || section == part;
        void Add(string part, params string[] lines)
        {
            if (!Wants(part)) return;
            if (text.Length > 0) text.Append("\r\n");
            text.Append("# ").Append(char.ToUpperInvariant(part[0])).Append(part[1..]).Append("\r\n").AppendJoin("\r\n", lines).Append("\r\n");
        }

        var (process, settings) = (server.Process, server.Settings);
        var uptime = (long)(process.Kernel.Now - process.StartedAt).TotalSeconds;
        Add("server", $"redis_version:{server.Version}", "redis_git_sha1:00000000", "redis_mode:standalone", $"os:Linux {process.Kernel.Release} x86_64", "arch_bits:64", $"process_id:{process.Pid}", $"tcp_port:{settings.Port}", $"uptime_in_seconds:{uptime}", $"uptime_in_days:{uptime / 86400}", $"executable:{process.WorkingDirectory.TrimEnd('/')}/redis-server", "config_file:");
        Add("clients", $"connected_clients:{server.Clients}", "cluster_connections:0", $"maxclients:{settings["maxclients"]}", "blocked_clients:0");
        Add("memory", $"used_memory:{process.MemoryBytes}", $"used_memory_human:{(process.MemoryBytes / 1048576.0).ToString("F2", CultureInfo.InvariantCulture)}M", $"maxmemory:{settings["maxmemory"]}", $"maxmemory_policy:{settings["maxmemory-policy"]}");
        Add("persistence", "loading:0", $"rdb_changes_since_last_save:{server.Store.Dirty}", "rdb_bgsave_in_progress:0", $"rdb_last_save_time:{server.Store.Saved.ToUnixTimeSeconds()}", "rdb_last_bgsave_status:ok", $"aof_enabled:{(settings["appendonly"] == "yes" ? 1 : 0)}");
        Add("stats", $"total_commands_processed:{server.Commands}", "rejected_connections:0", "expired_keys:0", "evicted_keys:0");
        Add("replication", "role:master", "connected_slaves:0", "master_failover_state:no-failover", "master_repl_offset:0");
        Add("cpu", "used_cpu_sys:0.000000", "used_cpu_user:0.000000");
        Add("keyspace", [.. Enumerable.Range(0, RedisStore.DatabaseCount).Select(index => (index, Keys: server.Store.Database(index))).Where(entry => entry.Keys.Count > 0)
            .Select(entry => $"db{entry.index}:keys={entry.Keys.Count},expires={entry.Keys.Values.Count(value => value.Expires is not null)},avg_ttl=0,subexpiry=0")]);
        return text.ToString();
    }
}
