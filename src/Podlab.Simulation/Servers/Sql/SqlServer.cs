using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Redis;

namespace Podlab.Simulation.Servers.Sql;

/// <summary>The databases and users of a running mysqld. What changes them is written to <c>ibdata1</c> and read again at the next start.</summary>
internal sealed class SqlServer(Process process, string version)
{
    private const string Journal = "/var/lib/mysql/ibdata1";
    private bool replays;

    public Dictionary<string, Dictionary<string, SqlTable>> Databases { get; } = new(StringComparer.Ordinal)
    {
        ["information_schema"] = [],
        ["mysql"] = [],
        ["performance_schema"] = [],
        ["sys"] = [],
    };

    /// <summary>Names and passwords.</summary>
    public Dictionary<string, string> Users { get; } = new(StringComparer.Ordinal);

    public string Version => version;

    public string Hostname => process.Hostname;

    public DateTimeOffset Now => process.Kernel.Now;

    /// <summary>Remembers a statement that changed something.</summary>
    public void Keep(string? database, string statement)
    {
        if (replays || process.Open(Journal, OpenFlags.Write | OpenFlags.Create | OpenFlags.Append, out var number, 0b110_100_000) != Errno.Ok) return;
        process.Files[number]!.Write(Encoding.Latin1.GetBytes(Resp.Bulks([database ?? "", statement])));
        process.Files.Close(number);
    }

    /// <summary>Runs again what was remembered.</summary>
    public void Restore()
    {
        replays = true;
        var text = new StringBuilder(process.ReadText(Journal) ?? "");
        while (text.Length > 0 && Resp.Take(text) is { Count: 2 } record)
        {
            try
            {
                new SqlSession(this, "root", record[0].Length > 0 ? record[0] : null).Run(record[1]);
            }
            catch (SqlException)
            {
                // It had worked on what was there then.
            }
        }

        replays = false;
    }

    /// <summary>Greets a client (which a port check sees too), asks who it is, and answers its statements. The greeting is MySQL's; what follows is this server's and its client's own.</summary>
    public async void Serve(int number)
    {
        var connection = ((SocketFile)process.Files[number]!).Connection;
        var stream = new ConnectionStream(connection);
        byte[] greeting = [10, .. Encoding.ASCII.GetBytes(version), 0, 8, 0, 0, 0, .. "saltsalt"u8, 0, 0xFF, 0xFF, 0xFF, 2, 0, 0xFF, 0xDF, 21, .. new byte[10], .. "saltsaltsalt"u8, 0, .. "caching_sha2_password"u8, 0];
        var received = new StringBuilder();
        var buffer = new byte[4096];
        SqlSession? session = null;
        try
        {
            await stream.WriteAsync(new byte[] { (byte)greeting.Length, 0, 0, 0 }.Concat(greeting).ToArray());
            while (!process.HasEnded)
            {
                if (received.Length > 0 && received[0] == '*' && Resp.Take(received) is { Count: > 0 } command)
                {
                    await stream.WriteAsync(Encoding.Latin1.GetBytes(Answer(command, connection, ref session)));
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

        if (!process.HasEnded) process.Files.Close(number);
    }

    private string Answer(List<string> command, Connection connection, ref SqlSession? session)
    {
        try
        {
            if (command[0] == "LOGIN" && command.Count == 4)
            {
                var host = connection.RemoteAddress == "127.0.0.1" ? "localhost" : connection.RemoteAddress;
                if (!Users.TryGetValue(command[1], out var password) || password != command[2]) throw new SqlException(1045, "28000", $"Access denied for user '{command[1]}'@'{host}' (using password: {(command[2].Length > 0 ? "YES" : "NO")})");
                if (command[3].Length > 0 && !Databases.ContainsKey(command[3])) throw new SqlException(1049, "42000", $"Unknown database '{command[3]}'");
                session = new SqlSession(this, command[1], command[3].Length > 0 ? command[3] : null);
                return Resp.Bulks(["OK", "0"]);
            }

            if (session is null) throw new SqlException(1045, "28000", "Access denied");
            var result = session.Run(command[^1]);
            return result.Titles.Count == 0 ? Resp.Bulks(["OK", result.Touched.ToString(System.Globalization.CultureInfo.InvariantCulture)])
                : Resp.Bulks(["ROWS", result.Titles.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), .. result.Titles, .. result.Rows.SelectMany(row => row)]);
        }
        catch (SqlException exception)
        {
            return Resp.Bulks(["ERR", exception.Number.ToString(System.Globalization.CultureInfo.InvariantCulture), exception.State, exception.Message]);
        }
    }
}
