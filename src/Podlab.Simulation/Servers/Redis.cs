using System.Globalization;
using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers;

/// <summary>redis-server: strings, counters, lists and expiry over the wire protocol (inline commands too); ends on TERM after saving.</summary>
public sealed class RedisServer : IProgram
{
    private readonly record struct Value(string? Text, List<string>? Items, DateTimeOffset? Expires);

    public async ValueTask<int> RunAsync(Process self)
    {
        var arguments = self.Arguments.ToList();
        string Setting(string name, string fallback) => arguments.IndexOf("--" + name) is var at and >= 0 && at + 1 < arguments.Count ? arguments[at + 1] : fallback;
        var port = HttpApp.Number(Setting("port", "6379"), 6379);
        var password = Setting("requirepass", "");
        string Line(char mark, string text) => $"{self.Pid}:M {DateText.Format("%d %b %Y %H:%M:%S", self.Kernel.Now)}.{self.Kernel.Now.Millisecond:D3} {mark} {text}\n";
        await self.WriteAsync(1, Line('*', "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo").Replace(":M ", ":C ", StringComparison.Ordinal) + Line('*', $"Redis version=7.4.1, bits=64, commit=00000000, modified=0, pid={self.Pid}, just started").Replace(":M ", ":C ", StringComparison.Ordinal)
            + Line('*', "monotonic clock: POSIX clock_gettime"));
        var error = self.Listen("0.0.0.0", port, out var listening);
        if (error != Errno.Ok)
        {
            await self.WriteAsync(1, Line('#', $"Warning: Could not create server TCP listening socket *:{port}: bind: {error.Text()}") + Line('#', $"Failed listening on port {port} (tcp), aborting."));
            return 1;
        }

        await self.WriteAsync(1, Line('*', $"Running mode=standalone, port={port}.") + Line('*', "Server initialized") + Line('*', "Ready to accept connections tcp"));
        await self.AllocateAsync(8 << 20);
        var data = new SortedDictionary<string, Value>(StringComparer.Ordinal);
        var (stopping, received) = (false, Signal.None);
        self.SignalHandler = signal => (stopping, received) = (true, signal);
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SetAction(Signal.INT, SignalAction.Handle);
        while (!stopping)
        {
            var number = await self.AcceptAsync(listening, canInterrupt: true);
            if (number >= 0) Serve(self, number, data, password);
        }

        await self.WriteAsync(1, $"{self.Pid}:signal-handler ({self.Kernel.Now.ToUnixTimeSeconds()}) Received SIG{received} scheduling shutdown...\n" + Line('*', "User requested shutdown...") + Line('*', "Saving the final RDB snapshot before exiting.") + Line('*', "DB saved on disk") + Line('#', "Redis is now ready to exit, bye bye..."));
        return 0;
    }

    private static async void Serve(Process self, int number, SortedDictionary<string, Value> data, string password)
    {
        var stream = new ConnectionStream(((SocketFile)self.Files[number]!).Connection);
        var received = new StringBuilder();
        var buffer = new byte[4096];
        var authenticated = password.Length == 0;
        try
        {
            while (!self.HasEnded)
            {
                if (Take(received) is { } command)
                {
                    if (command.Count == 0) continue;
                    var name = command[0].ToUpperInvariant();
                    string reply;
                    if (name == "AUTH")
                    {
                        authenticated = command[^1] == password;
                        reply = authenticated ? "+OK\r\n" : "-WRONGPASS invalid username-password pair or user is disabled.\r\n";
                    }
                    else
                    {
                        reply = authenticated ? Run(self.Kernel.Now, name, command, data) : "-NOAUTH Authentication required.\r\n";
                    }

                    await stream.WriteAsync(Encoding.Latin1.GetBytes(reply));
                    if (name == "QUIT") break;
                    continue;
                }

                var count = await stream.ReadAsync(buffer);
                if (count == 0) break;
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }
        catch (IOException)
        {
            // The client went away.
        }

        if (!self.HasEnded) self.Files.Close(number);
    }

    /// <summary>A whole command off the front; null when more is needed.</summary>
    private static List<string>? Take(StringBuilder received)
    {
        var text = received.ToString();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0) return null;
        if (text[0] != '*')
        {
            received.Remove(0, end + 1);
            return [.. text[..end].Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        }

        _ = int.TryParse(text.AsSpan(1, end - 1).Trim(), out var parts);
        var command = new List<string>();
        var at = end + 1;
        for (var i = 0; i < parts; i++)
        {
            end = text.IndexOf('\n', at);
            if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1).Trim(), out var length) || text.Length < end + 1 + length + 2) return null;
            command.Add(text.Substring(end + 1, length));
            at = end + 1 + length + 2;
        }

        received.Remove(0, at);
        return command;
    }

    private static string Bulk(string? text) => text is null ? "$-1\r\n" : $"${text.Length}\r\n{text}\r\n";

    private static string Number(long number) => $":{number}\r\n";

    private static string List(IReadOnlyCollection<string> items) => $"*{items.Count}\r\n{string.Concat(items.Select(Bulk))}";

    private static string Run(DateTimeOffset now, string name, List<string> command, SortedDictionary<string, Value> data)
    {
        foreach (var key in data.Where(pair => pair.Value.Expires <= now).Select(pair => pair.Key).ToList()) data.Remove(key);
        var least = name switch { "SET" or "EXPIRE" or "LPUSH" or "RPUSH" or "APPEND" or "INCRBY" or "DECRBY" => 3, "LRANGE" or "SETEX" => 4, "GET" or "DEL" or "EXISTS" or "INCR" or "DECR" or "TTL" or "KEYS" or "TYPE" or "LLEN" or "LPOP" or "RPOP" => 2, _ => 1 };
        if (command.Count < least) return $"-ERR wrong number of arguments for '{name.ToLowerInvariant()}' command\r\n";
        var key1 = command.ElementAtOrDefault(1) ?? "";
        var known = data.TryGetValue(key1, out var value);
        switch (name)
        {
            case "PING": return command.Count > 1 ? Bulk(key1) : "+PONG\r\n";
            case "ECHO": return Bulk(key1);
            case "SET":
                var expires = command.Count > 4 && command[3].Equals("EX", StringComparison.OrdinalIgnoreCase) ? now.AddSeconds(double.Parse(command[4], CultureInfo.InvariantCulture)) : default(DateTimeOffset?);
                if (command.Exists(word => word.Equals("NX", StringComparison.OrdinalIgnoreCase)) && known) return Bulk(null);
                data[key1] = new Value(command[2], null, expires);
                return "+OK\r\n";
            case "SETEX":
                data[key1] = new Value(command[3], null, now.AddSeconds(double.Parse(command[2], CultureInfo.InvariantCulture)));
                return "+OK\r\n";
            case "GET": return known && value.Items is not null ? WrongType : Bulk(known ? value.Text : null);
            case "DEL": return Number(command.Skip(1).Count(data.Remove));
            case "EXISTS": return Number(command.Skip(1).Count(data.ContainsKey));
            case "KEYS": return List([.. data.Keys.Where(key => Shell.Expansion.Pattern.Matches(key1, key))]);
            case "TYPE": return known ? value.Items is null ? "+string\r\n" : "+list\r\n" : "+none\r\n";
            case "DBSIZE": return Number(data.Count);
            case "FLUSHALL" or "FLUSHDB":
                data.Clear();
                return "+OK\r\n";
            case "APPEND":
                data[key1] = value with { Text = (value.Text ?? "") + command[2] };
                return Number(data[key1].Text!.Length);
            case "INCR" or "DECR" or "INCRBY" or "DECRBY":
                if (!long.TryParse(value.Text ?? "0", out var current) || !long.TryParse(command.ElementAtOrDefault(2) ?? "1", out var step)) return "-ERR value is not an integer or out of range\r\n";
                current += name[0] == 'I' ? step : -step;
                data[key1] = value with { Text = current.ToString(CultureInfo.InvariantCulture) };
                return Number(current);
            case "EXPIRE":
                if (known) data[key1] = value with { Expires = now.AddSeconds(double.Parse(command[2], CultureInfo.InvariantCulture)) };
                return Number(known ? 1 : 0);
            case "TTL": return Number(!known ? -2 : value.Expires is { } until ? (long)Math.Ceiling((until - now).TotalSeconds) : -1);
            case "LPUSH" or "RPUSH":
                if (known && value.Items is null) return WrongType;
                var items = value.Items ?? [];
                foreach (var item in command.Skip(2)) items.Insert(name[0] == 'L' ? 0 : items.Count, item);
                data[key1] = new Value(null, items, value.Expires);
                return Number(items.Count);
            case "LLEN": return Number(value.Items?.Count ?? 0);
            case "LPOP" or "RPOP":
                if (value.Items is not { Count: > 0 } queue) return Bulk(null);
                var taken = name[0] == 'L' ? queue[0] : queue[^1];
                queue.RemoveAt(name[0] == 'L' ? 0 : queue.Count - 1);
                if (queue.Count == 0) data.Remove(key1);
                return Bulk(taken);
            case "LRANGE":
                var all = value.Items ?? [];
                int Index(string text) => int.TryParse(text, out var index) ? index < 0 ? all.Count + index : index : 0;
                var (from, to) = (Math.Max(0, Index(command[2])), Math.Min(all.Count - 1, Index(command[3])));
                return List(from > to ? [] : all.GetRange(from, to - from + 1));
            case "INFO": return Bulk("# Server\r\nredis_version:7.4.1\r\nredis_mode:standalone\r\n# Keyspace\r\n" + (data.Count > 0 ? $"db0:keys={data.Count},expires=0,avg_ttl=0\r\n" : ""));
            case "SELECT" or "QUIT" or "SAVE" or "BGSAVE" or "CLIENT" or "CONFIG": return "+OK\r\n";
            case "COMMAND": return "*0\r\n";
            default: return $"-ERR unknown command '{command[0]}', with args beginning with: {string.Concat(command.Skip(1).Select(word => $"'{word}' "))}\r\n";
        }
    }

    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
}

/// <summary>redis-cli [-h HOST] [-p PORT] [-a PASSWORD] [COMMAND…]; without a command, one per line of its input.</summary>
public sealed class RedisCli : IProgram
{
    public async ValueTask<int> RunAsync(Process self)
    {
        var arguments = self.Arguments.Skip(1).ToList();
        var (host, port, password) = ("127.0.0.1", 6379, "");
        while (arguments.Count > 0 && arguments[0].StartsWith('-'))
        {
            var flag = arguments[0];
            arguments.RemoveAt(0);
            if (flag is not ("-h" or "-p" or "-a" or "-n") || arguments.Count == 0) continue;
            if (flag == "-h") host = arguments[0];
            else if (flag == "-p") port = HttpApp.Number(arguments[0], 6379);
            else if (flag == "-a") password = arguments[0];
            arguments.RemoveAt(0);
        }

        var addresses = await self.ResolveAsync(host);
        var socket = addresses.Count == 0 ? -(int)Errno.ENOENT : await self.ConnectAsync(addresses[0], port);
        if (socket < 0)
        {
            await self.WriteAsync(2, $"Could not connect to Redis at {host}:{port}: {(addresses.Count == 0 ? "Name or service not known" : ((Errno)(-socket)).Text())}\n");
            return 1;
        }

        if (password.Length > 0) await AskAsync(self, socket, ["AUTH", password]);
        if (arguments.Count > 0)
        {
            await self.WriteAsync(1, Show(await AskAsync(self, socket, arguments), self.Files[1]?.IsTerminal == true));
            return 0;
        }

        foreach (var line in (await ReadInputAsync(self)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            await self.WriteAsync(1, Show(await AskAsync(self, socket, [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries)]), false));
        return 0;
    }

    private static async ValueTask<string> ReadInputAsync(Process self)
    {
        var text = new StringBuilder();
        var buffer = new byte[4096];
        for (int count; (count = await self.ReadAsync(0, buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        return text.ToString();
    }

    private static async ValueTask<string> AskAsync(Process self, int socket, List<string> command)
    {
        await self.WriteAsync(socket, $"*{command.Count}\r\n" + string.Concat(command.Select(word => $"${word.Length}\r\n{word}\r\n")));
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var count = await self.ReadAsync(socket, buffer);
            if (count <= 0) return "-Error: Server closed the connection\r\n";
            text.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static bool IsWhole(string text) => Parse(text, 0, out _) >= 0;

    private static int Parse(string text, int at, out List<string?> values)
    {
        values = [];
        var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
        if (end < 0) return -1;
        var head = text[(at + 1)..end];
        switch (text[at])
        {
            case '$':
                var length = int.Parse(head, CultureInfo.InvariantCulture);
                if (length < 0)
                {
                    values.Add(null);
                    return end + 2;
                }

                if (text.Length < end + 2 + length + 2) return -1;
                values.Add(text.Substring(end + 2, length));
                return end + 2 + length + 2;
            case '*':
                var next = end + 2;
                for (var i = int.Parse(head, CultureInfo.InvariantCulture); i > 0 && next >= 0; i--)
                {
                    if (next >= text.Length) return -1;
                    next = Parse(text, next, out var inner);
                    values.AddRange(inner);
                }

                return next;
            default:
                values.Add(head);
                return end + 2;
        }
    }

    private static string Show(string reply, bool terminal)
    {
        Parse(reply, 0, out var values);
        if (reply[0] == '-') return (terminal ? "(error) " : "") + values[0] + "\n";
        if (reply[0] == ':' && terminal) return $"(integer) {values[0]}\n";
        if (values.Count == 0) return terminal ? "(empty array)\n" : "\n";
        if (reply[0] == '*' && terminal) return string.Concat(values.Select((value, index) => $"{index + 1}) \"{value}\"\n"));
        if (reply[0] == '$' && terminal) return values[0] is null ? "(nil)\n" : $"\"{values[0]}\"\n";
        return string.Concat(values.Select(value => value + "\n"));
    }
}
