using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Servers.Redis;

/// <summary>redis-cli <c>[-h HOST] [-p PORT] [-a PASSWORD] [-n DB] [-u URI] [-r N] [-i SECONDS] [-x] [-e] [--raw|--no-raw] [--pipe] [--scan] [COMMAND…]</c>; without a command one per line of its input.</summary>
public sealed class RedisCli : IProgram
{
    public ValueTask<int> RunAsync(Process self) => new Client(self).RunAsync();

    private sealed class Client(Process self)
    {
        private readonly StringBuilder received = new();
        private string host = "127.0.0.1";
        private string password = self.GetEnvironment("REDISCLI_AUTH") ?? "";
        private string user = "";
        private int port = 6379;
        private int database;
        private int repeat = 1;
        private double interval;
        private bool fromInput, pipes, scans, failsOnError, warns, quiet;
        private bool raw = self.Files[1]?.IsTerminal != true;
        private int socket = -1;

        public async ValueTask<int> RunAsync()
        {
            var command = self.Arguments.Skip(1).ToList();
            while (command.Count > 0 && command[0].StartsWith('-') && command[0].Length > 1)
            {
                var flag = command[0];
                command.RemoveAt(0);
                if (flag is "-v" or "--version")
                {
                    await self.WriteAsync(1, $"redis-cli {RedisServer.VersionOf(self)}\n");
                    return 0;
                }

                if (!Take(flag, command))
                {
                    await self.WriteAsync(2, $"Unrecognized option or bad number of args for: '{flag}'\n");
                    return 1;
                }
            }

            if (warns && !quiet && password.Length > 0) await self.WriteAsync(2, "Warning: Using a password with '-a' or '-u' option on the command line interface may not be safe.\n");
            if (!await ConnectAsync()) return 1;
            if (pipes) return await PipeAsync();
            if (scans) command = ["SCAN", "0"];
            if (fromInput) command.Add(await InputAsync());
            if (command.Count == 0) return await LinesAsync();
            var status = 0;
            for (var i = 0; i < repeat || repeat < 0; i++)
            {
                if (i > 0 && interval > 0) await self.SleepAsync(TimeSpan.FromSeconds(interval));
                status = await RunOneAsync(command);
                if (status != 0) break;
            }

            return status;
        }

        private bool Take(string flag, List<string> rest)
        {
            string? Next()
            {
                if (rest.Count == 0) return null;
                var value = rest[0];
                rest.RemoveAt(0);
                return value;
            }

            switch (flag)
            {
                case "-h": return Next() is { } given && (host = given).Length > 0;
                case "-p": return int.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out port);
                case "-n": return int.TryParse(Next(), NumberStyles.None, CultureInfo.InvariantCulture, out database);
                case "-r": return int.TryParse(Next(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out repeat);
                case "-i": return double.TryParse(Next(), NumberStyles.Float, CultureInfo.InvariantCulture, out interval);
                case "-a" or "--pass":
                    warns = true;
                    return Next() is { } secret && (password = secret) is not null;
                case "--user": return Next() is { } name && (user = name) is not null;
                case "-u":
                    warns = true;
                    return Next() is { } text && Address(text);
                case "-x": return fromInput = true;
                case "-e": return failsOnError = true;
                case "--raw": return raw = true;
                case "--no-raw": return !(raw = false);
                case "--pipe": return pipes = true;
                case "--scan": return scans = true;
                case "--no-auth-warning": return quiet = true;
                default: return flag is "-2" or "-3" or "-c" or "--latency" or "--tls" or "--verbose";
            }
        }

        /// <summary><c>redis://[USER:PASSWORD@]HOST[:PORT][/DB]</c></summary>
        private bool Address(string text)
        {
            if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("redis" or "rediss")) return false;
            host = uri.Host;
            if (uri.Port > 0) port = uri.Port;
            if (uri.UserInfo.Length > 0) password = Uri.UnescapeDataString(uri.UserInfo[(uri.UserInfo.IndexOf(':', StringComparison.Ordinal) + 1)..]);
            return uri.AbsolutePath.Length < 2 || int.TryParse(uri.AbsolutePath.AsSpan(1), out database);
        }

        private async ValueTask<bool> ConnectAsync()
        {
            var addresses = await self.ResolveAsync(host);
            socket = addresses.Count == 0 ? -(int)Errno.ENOENT : await self.ConnectAsync(addresses[0], port);
            if (socket < 0)
            {
                await self.WriteAsync(2, $"Could not connect to Redis at {host}:{port}: {(addresses.Count == 0 ? "Name or service not known" : ((Errno)(-socket)).Text())}\n");
                return false;
            }

            if (password.Length > 0 && await AskAsync(user.Length > 0 ? ["AUTH", user, password] : ["AUTH", password]) is { } answer && answer.StartsWith('-'))
                await self.WriteAsync(2, $"AUTH failed: {answer[1..].TrimEnd()}\n");
            if (database != 0 && await AskAsync(["SELECT", database.ToString(CultureInfo.InvariantCulture)]) is { } selected && selected.StartsWith('-'))
                await self.WriteAsync(2, $"SELECT {database} failed: {selected[1..].TrimEnd()}\n");
            return true;
        }

        private async ValueTask<int> RunOneAsync(List<string> command)
        {
            if (await AskAsync(command) is not { } reply)
            {
                if (command[0].Equals("SHUTDOWN", StringComparison.OrdinalIgnoreCase)) return 0;
                await self.WriteAsync(2, "Error: Server closed the connection\n");
                return 1;
            }

            var at = 0;
            if (scans)
            {
                reply = reply[Resp.End(reply, reply.IndexOf('\n', StringComparison.Ordinal) + 1)..];
            }

            await self.WriteAsync(1, Show(reply, ref at, ""));
            var subscribes = command[0].Equals("SUBSCRIBE", StringComparison.OrdinalIgnoreCase);
            while (subscribes)
            {
                if (await ReplyAsync() is not { } message) return 1;
                at = 0;
                await self.WriteAsync(1, Show(message, ref at, ""));
            }

            return failsOnError && reply.StartsWith('-') ? 1 : 0;
        }

        private async ValueTask<int> LinesAsync()
        {
            var terminal = self.Files[0]?.IsTerminal == true;
            var rest = new StringBuilder();
            var buffer = new byte[4096];
            ValueTask<int> PromptAsync() => terminal ? self.WriteAsync(1, $"{host}:{port}{(database > 0 ? $"[{database}]" : "")}> ") : ValueTask.FromResult(0);
            await PromptAsync();
            while (true)
            {
                var end = rest.ToString().IndexOf('\n', StringComparison.Ordinal);
                if (end < 0)
                {
                    var count = await self.ReadAsync(0, buffer);
                    if (count > 0)
                    {
                        rest.Append(Encoding.Latin1.GetString(buffer, 0, count));
                        continue;
                    }

                    if (rest.Length == 0) return 0;
                    rest.Append('\n');
                    continue;
                }

                var command = Resp.Words(rest.ToString(0, end));
                rest.Remove(0, end + 1);
                if (command.Count > 0)
                {
                    var verb = command[0].ToLowerInvariant();
                    if (verb is "exit" or "quit") return 0;
                    if (verb == "select" && command.Count == 2) _ = int.TryParse(command[1], out database);
                    var status = await RunOneAsync(command);
                    if (status != 0 && !failsOnError) return status;
                }

                await PromptAsync();
            }
        }

        /// <summary>--pipe: all of the input at once, replies counted.</summary>
        private async ValueTask<int> PipeAsync()
        {
            var input = new StringBuilder(await InputAsync());
            var (replies, errors) = (0, 0);
            while (input.Length > 0 && Resp.Take(input) is { } command)
            {
                if (command.Count == 0) continue;
                if (await AskAsync(command) is not { } reply) break;
                replies++;
                if (!reply.StartsWith('-')) continue;
                errors++;
                await self.WriteAsync(2, reply[1..].TrimEnd() + "\n");
            }

            await self.WriteAsync(1, $"All data transferred. Waiting for the last reply...\nLast reply received from server.\nerrors: {errors}, replies: {replies}\n");
            return errors > 0 ? 1 : 0;
        }

        private async ValueTask<string> InputAsync()
        {
            var text = new StringBuilder();
            var buffer = new byte[4096];
            for (int count; (count = await self.ReadAsync(0, buffer)) > 0;) text.Append(Encoding.Latin1.GetString(buffer, 0, count));
            return text.ToString();
        }

        private async ValueTask<string?> AskAsync(List<string> command)
        {
            if (await self.WriteAsync(socket, Resp.Bulks(command)) < 0) return null;
            return await ReplyAsync();
        }

        /// <summary>The next reply; null when the server has closed.</summary>
        private async ValueTask<string?> ReplyAsync()
        {
            var buffer = new byte[4096];
            while (true)
            {
                var end = received.Length == 0 ? -1 : Resp.End(received.ToString(), 0);
                if (end > 0)
                {
                    var reply = received.ToString(0, end);
                    received.Remove(0, end);
                    return reply;
                }

                var count = await self.ReadAsync(socket, buffer);
                if (count <= 0) return null;
                received.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }
        }

        /// <summary>A reply as it is shown: plain for programs, with its type for people.</summary>
        private string Show(string reply, ref int at, string indent)
        {
            var end = reply.IndexOf("\r\n", at, StringComparison.Ordinal);
            var (kind, head) = (reply[at], reply[(at + 1)..end]);
            at = end + 2;
            switch (kind)
            {
                case '+':
                    return head + "\n";
                case '-':
                    return raw ? head + "\n\n" : $"(error) {head}\n";
                case ':':
                    return raw ? head + "\n" : $"(integer) {head}\n";
                case '$':
                    var length = int.Parse(head, CultureInfo.InvariantCulture);
                    if (length < 0) return raw ? "\n" : "(nil)\n";
                    var text = reply.Substring(at, length);
                    at += length + 2;
                    return raw ? text + "\n" : Quoted(text) + "\n";
                default:
                    var count = int.Parse(head, CultureInfo.InvariantCulture);
                    if (count < 0) return raw ? "\n" : "(nil)\n";
                    if (count == 0) return raw ? "\n" : "(empty array)\n";
                    var all = new StringBuilder();
                    var width = count.ToString(CultureInfo.InvariantCulture).Length;
                    var deeper = indent + new string(' ', width + 2);
                    for (var i = 1; i <= count; i++)
                    {
                        var item = Show(reply, ref at, deeper);
                        all.Append(raw ? item : (i > 1 ? indent : "") + i.ToString(CultureInfo.InvariantCulture).PadLeft(width) + ") " + item);
                    }

                    return all.ToString();
            }
        }

        private static string Quoted(string text)
        {
            var result = new StringBuilder("\"");
            foreach (var c in text)
                result.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", >= ' ' and < (char)127 => c.ToString(), _ => $"\\x{(int)c:x2}" });
            return result.Append('"').ToString();
        }
    }
}
