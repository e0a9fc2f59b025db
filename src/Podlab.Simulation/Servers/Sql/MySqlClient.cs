using System.Globalization;
using System.Text;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Redis;

namespace Podlab.Simulation.Servers.Sql;

/// <summary><c>mysql [-h HOST] [-P PORT] [-u USER] [-p[PASSWORD]] [-e STATEMENTS] [-N] [-t] [-s] [DATABASE]</c>, and <c>mysqladmin … ping|status|version</c>.</summary>
public sealed class MySqlClient : IProgram
{
    public ValueTask<int> RunAsync(Process self) => new Client(self).RunAsync();

    private sealed class Client(Process self)
    {
        private const string Socket = "/var/run/mysqld/mysqld.sock";
        private readonly StringBuilder received = new();
        private readonly List<string> operands = [];
        private readonly string program = Process.BaseName(self.Arguments[0]);
        private string host = "";
        private string user = "root";
        private string? password = self.GetEnvironment("MYSQL_PWD");
        private string? statements;
        private int port = 3306;
        private int socket = -1;
        private bool named = true;
        private bool tabled = self.Files[1]?.IsTerminal == true;
        private bool warned;

        public async ValueTask<int> RunAsync()
        {
            if (!Read())
            {
                await self.WriteAsync(1, $"{program}  Ver {self.GetEnvironment("MYSQL_VERSION")?.Split('-')[0] ?? "8.0.40"} for Linux on x86_64 (MySQL Community Server - GPL)\n");
                return 0;
            }

            if (warned) await self.WriteAsync(2, $"{program}: [Warning] Using a password on the command line interface can be insecure.\n");
            var isAdmin = program is "mysqladmin" or "mariadb-admin";
            var database = isAdmin ? "" : operands.FirstOrDefault() ?? "";
            if (await ConnectAsync(database) is { } error)
            {
                if (!isAdmin)
                {
                    await self.WriteAsync(2, error + "\n");
                    return 1;
                }

                var denied = error.StartsWith("ERROR 1045", StringComparison.Ordinal);
                await self.WriteAsync(2, $"{program}: connect to server at '{(host.Length > 0 ? host : "localhost")}' failed\nerror: '{error[(error.IndexOf(": ", StringComparison.Ordinal) + 2)..]}'\n{(!denied && host.Length == 0 ? $"Check that mysqld is running and that the socket: '{Socket}' exists!\n" : "")}");
                return denied && operands.Contains("ping") ? 0 : 1;
            }

            if (isAdmin) return await AdministerAsync();
            return statements is not null ? await BatchAsync(statements) : await InputAsync();
        }

        /// <summary>False: only the version is asked for.</summary>
        private bool Read()
        {
            var rest = self.Arguments.Skip(1).ToList();
            for (var i = 0; i < rest.Count; i++)
            {
                var argument = rest[i];
                string Value(string shortForm, string longForm)
                {
                    if (argument.StartsWith(longForm + "=", StringComparison.Ordinal)) return argument[(longForm.Length + 1)..];
                    if (argument.StartsWith(shortForm, StringComparison.Ordinal) && !argument.StartsWith("--", StringComparison.Ordinal) && argument.Length > 2) return argument[2..];
                    return i + 1 < rest.Count ? rest[++i] : "";
                }

                bool Is(string shortForm, string longForm) => argument == longForm || argument.StartsWith(longForm + "=", StringComparison.Ordinal) || (argument.StartsWith(shortForm, StringComparison.Ordinal) && !argument.StartsWith("--", StringComparison.Ordinal));
                if (argument is "-V" or "--version") return false;
                if (argument is "-N" or "--skip-column-names" or "-sN" or "-Ns" or "-BN" or "-NB") named = false;
                else if (argument is "-t" or "--table") tabled = true;
                else if (argument is "-B" or "--batch" or "-s" or "--silent") tabled = false;
                else if (argument.StartsWith("--password", StringComparison.Ordinal) || (argument.StartsWith("-p", StringComparison.Ordinal) && !argument.StartsWith("--", StringComparison.Ordinal)))
                {
                    var given = argument.StartsWith("--", StringComparison.Ordinal) ? argument.IndexOf('=', StringComparison.Ordinal) is var at and >= 0 ? argument[(at + 1)..] : "" : argument[2..];
                    warned |= given.Length > 0;
                    password = given;
                }
                else if (Is("-h", "--host")) host = Value("-h", "--host");
                else if (Is("-P", "--port")) port = HttpApp.Number(Value("-P", "--port"), 3306);
                else if (Is("-u", "--user")) user = Value("-u", "--user");
                else if (Is("-e", "--execute")) statements = Value("-e", "--execute");
                else if (Is("-D", "--database")) operands.Insert(0, Value("-D", "--database"));
                else if (!argument.StartsWith('-')) operands.Add(argument);
            }

            return true;
        }

        /// <summary>Null: logged in.</summary>
        private async ValueTask<string?> ConnectAsync(string database)
        {
            var local = host is "" or "localhost";
            var addresses = local ? ["127.0.0.1"] : await self.ResolveAsync(host);
            if (addresses.Count == 0) return $"ERROR 2005 (HY000): Unknown MySQL server host '{host}' (-2)";
            socket = await self.ConnectAsync(addresses[0], port);
            if (socket < 0) return local ? $"ERROR 2002 (HY000): Can't connect to local MySQL server through socket '{Socket}' (2)" : $"ERROR 2003 (HY000): Can't connect to MySQL server on '{host}:{port}' ({-socket})";
            var greeting = new byte[4];
            for (var taken = 0; taken < greeting.Length;)
            {
                var count = await self.ReadAsync(socket, greeting.AsMemory(taken));
                if (count <= 0) return "ERROR 2013 (HY000): Lost connection to MySQL server at 'reading initial communication packet', system error: 0";
                taken += count;
            }

            var rest = new byte[greeting[0]];
            for (var taken = 0; taken < rest.Length;) taken += Math.Max(1, await self.ReadAsync(socket, rest.AsMemory(taken)));
            var answer = await AskAsync(["LOGIN", user, password ?? "", database]);
            return answer[0] == "ERR" ? $"ERROR {answer[1]} ({answer[2]}): {answer[3]}" : null;
        }

        private async ValueTask<List<string>> AskAsync(List<string> command)
        {
            var buffer = new byte[4096];
            if (await self.WriteAsync(socket, Resp.Bulks(command)) >= 0)
            {
                while (true)
                {
                    if (received.Length > 0 && Resp.End(received.ToString(), 0) is var end and > 0)
                    {
                        var reply = received.ToString(0, end);
                        received.Remove(0, end);
                        return Items(reply);
                    }

                    var count = await self.ReadAsync(socket, buffer);
                    if (count <= 0) break;
                    received.Append(Encoding.Latin1.GetString(buffer, 0, count));
                }
            }

            return ["ERR", "2013", "HY000", "Lost connection to MySQL server during query"];
        }

        /// <summary>The items of an array of texts; NULL is written out.</summary>
        private static List<string> Items(string reply)
        {
            var items = new List<string>();
            var at = reply.IndexOf('\n', StringComparison.Ordinal) + 1;
            while (at < reply.Length)
            {
                var end = reply.IndexOf("\r\n", at, StringComparison.Ordinal);
                var length = int.Parse(reply.AsSpan(at + 1, end - at - 1), CultureInfo.InvariantCulture);
                items.Add(length < 0 ? "NULL" : reply.Substring(end + 2, length));
                at = length < 0 ? end + 2 : end + 2 + length + 2;
            }

            return items;
        }

        private async ValueTask<int> AdministerAsync()
        {
            foreach (var word in operands)
            {
                if (word == "ping") await self.WriteAsync(1, "mysqld is alive\n");
                else if (word == "status") await self.WriteAsync(1, "Uptime: 60  Threads: 2  Questions: 2  Slow queries: 0  Opens: 119  Flush tables: 3  Open tables: 38  Queries per second avg: 0.033\n");
                else if (word == "version") await self.WriteAsync(1, $"{program}  Ver {self.GetEnvironment("MYSQL_VERSION")?.Split('-')[0] ?? "8.0.40"} for Linux on x86_64 (MySQL Community Server - GPL)\n");
                else
                {
                    await self.WriteAsync(2, $"{program}: Unknown command: '{word}'\n");
                    return 1;
                }
            }

            return 0;
        }

        private async ValueTask<int> BatchAsync(string text)
        {
            var all = SqlScanner.Statements(text, out var rest);
            if (rest.Trim().Length > 0) all.Add(rest.Trim());
            foreach (var statement in all)
                if (await RunOneAsync(statement, " at line 1") is > 0 and var status) return status;
            return 0;
        }

        private async ValueTask<int> InputAsync()
        {
            var terminal = self.Files[0]?.IsTerminal == true;
            if (terminal) await self.WriteAsync(1, $"Welcome to the MySQL monitor.  Commands end with ; or \\g.\nYour MySQL connection id is 8\nServer version: {self.GetEnvironment("MYSQL_VERSION")?.Split('-')[0] ?? "8.0.40"} MySQL Community Server - GPL\n\nmysql> ");
            var text = new StringBuilder();
            var buffer = new byte[4096];
            for (int count; (count = await self.ReadAsync(0, buffer)) > 0;)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count).Replace("\\g", ";", StringComparison.Ordinal));
                if (text.ToString().Trim().TrimEnd(';') is "exit" or "quit" or "\\q")
                {
                    if (terminal) await self.WriteAsync(1, "Bye\n");
                    return 0;
                }

                if (!terminal) continue;
                foreach (var statement in SqlScanner.Statements(text.ToString(), out var rest))
                {
                    await RunOneAsync(statement, "");
                    text.Clear().Append(rest);
                }

                await self.WriteAsync(1, text.ToString().Trim().Length > 0 ? "    -> " : "mysql> ");
            }

            return await BatchAsync(text.ToString());
        }

        private async ValueTask<int> RunOneAsync(string statement, string place)
        {
            var answer = await AskAsync(["QUERY", statement]);
            if (answer[0] == "ERR")
            {
                await self.WriteAsync(2, $"ERROR {answer[1]} ({answer[2]}){place}: {answer[3]}\n");
                return 1;
            }

            if (answer[0] == "OK")
            {
                if (tabled && self.Files[0]?.IsTerminal == true) await self.WriteAsync(1, statement.StartsWith("use ", StringComparison.OrdinalIgnoreCase) ? "Database changed\n" : $"Query OK, {answer[1]} row{(answer[1] == "1" ? "" : "s")} affected (0.00 sec)\n\n");
                return 0;
            }

            var width = int.Parse(answer[1], CultureInfo.InvariantCulture);
            var rows = answer.Skip(2).Chunk(width).ToList();
            await self.WriteAsync(1, tabled ? Boxed(rows) : rows.Count == 1 ? "" : string.Concat(rows.Skip(named ? 0 : 1).Select(row => string.Join('\t', row) + "\n")));
            if (tabled && self.Files[0]?.IsTerminal == true) await self.WriteAsync(1, $"{(rows.Count == 1 ? "Empty set" : $"{rows.Count - 1} row{(rows.Count == 2 ? "" : "s")} in set")} (0.00 sec)\n\n");
            return 0;
        }

        /// <summary>A table with a frame; numbers stand to the right.</summary>
        private string Boxed(List<string[]> rows)
        {
            if (rows.Count == 1) return "";
            var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
            var numeric = Enumerable.Range(0, rows[0].Length).Select(column => rows.Skip(1).All(row => row[column] == "NULL" || decimal.TryParse(row[column], NumberStyles.Number, CultureInfo.InvariantCulture, out _))).ToList();
            var line = "+" + string.Concat(widths.Select(width => new string('-', width + 2) + "+")) + "\n";
            string Row(string[] row, bool title) => "|" + string.Concat(row.Select((cell, i) => " " + (numeric[i] && !title ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])) + " |")) + "\n";
            return line + (named ? Row(rows[0], true) + line : "") + string.Concat(rows.Skip(1).Select(row => Row(row, false))) + line;
        }
    }
}
