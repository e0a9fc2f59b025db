using System.Globalization;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Servers;

/// <summary>The entry point of the postgres image: refuses to start without a word on the superuser's password; else initialises, accepts on 5432, and stops on TERM (smart), INT (fast) and QUIT.</summary>
public sealed class Postgres : IProgram
{
    private const string Data = "/var/lib/postgresql/data";
    private static readonly TimeSpan InitialisationTime = TimeSpan.FromSeconds(2);

    public async ValueTask<int> RunAsync(Process self)
    {
        string? Given(string name) => self.GetEnvironment(name) is { Length: > 0 } value ? value : null;
        var version = Given("PG_VERSION")?.Split('-')[0] ?? "17.2";
        var data = Given("PGDATA") ?? Data;
        if (self.Tree.Find(self, data + "/PG_VERSION", true, out _) != Errno.Ok)
        {
            if (Given("POSTGRES_PASSWORD") is null && Given("POSTGRES_PASSWORD_FILE") is null && Given("POSTGRES_HOST_AUTH_METHOD") != "trust")
            {
                await self.WriteAsync(2, "Error: Database is uninitialized and superuser password is not specified.\n       You must specify POSTGRES_PASSWORD to a non-empty value for the\n       superuser. For example, \"-e POSTGRES_PASSWORD=password\" on \"docker run\".\n\n"
                    + "       You may also use \"POSTGRES_HOST_AUTH_METHOD=trust\" to allow all\n       connections without a password. This is *not* recommended.\n\n       See PostgreSQL documentation about \"trust\":\n       https://www.postgresql.org/docs/current/auth-trust.html\n");
                return 1;
            }

            if (self.Tree.List(self, data, out var names) == Errno.Ok && names.Count > 0)
            {
                await self.WriteAsync(1, Banner);
                await self.WriteAsync(2, $"initdb: error: directory \"{data}\" exists but is not empty\n{(names.Contains("lost+found") ? "initdb: detail: It contains a lost+found directory, perhaps due to it being a mount point.\ninitdb: hint: Using a mount point directly as the data directory is not recommended.\nCreate a subdirectory under the mount point.\n" : $"initdb: hint: If you want to create a new database system, either remove or empty the directory \"{data}\" or run initdb with an argument other than \"{data}\".\n")}");
                return 1;
            }

            await self.WriteAsync(1, Banner);
            await self.SleepAsync(InitialisationTime);
            Utilities.FileSystem.Mkdir.MakeAll(self, data + "/base");
            foreach (var (name, content) in ((string, string)[])[("PG_VERSION", version.Split('.')[0] + "\n"), ("postgresql.conf", "listen_addresses = '*'\n"), ("pg_hba.conf", "host all all all scram-sha-256\n")])
            {
                if (self.Open(data + "/" + name, OpenFlags.Write | OpenFlags.Create, out var number, 0b110_000_000) != Errno.Ok) continue;
                await self.WriteAsync(number, content);
                self.Files.Close(number);
            }

            await self.WriteAsync(1, $"fixing permissions on existing directory {data} ... ok\ncreating subdirectories ... ok\nselecting dynamic shared memory implementation ... posix\nselecting default \"max_connections\" ... 100\nselecting default \"shared_buffers\" ... 128MB\nselecting default time zone ... Etc/UTC\ncreating configuration files ... ok\nrunning bootstrap script ... ok\nperforming post-bootstrap initialization ... ok\nsyncing data to disk ... ok\n\n\nSuccess. You can now start the database server using:\n\n    pg_ctl -D {data} -l logfile start\n\n");
            await self.WriteAsync(1, "waiting for server to start.... done\nserver started\n");
            if (Given("POSTGRES_DB") is { } database && database != "postgres") await self.WriteAsync(1, "CREATE DATABASE\n");
            await self.WriteAsync(1, "\n\n/usr/local/bin/docker-entrypoint.sh: ignoring /docker-entrypoint-initdb.d/*\n\nwaiting for server to shut down.... done\nserver stopped\n\nPostgreSQL init process complete; ready for start up.\n\n");
        }
        else
        {
            await self.WriteAsync(1, "\nPostgreSQL Database directory appears to contain a database; Skipping initialization\n\n");
        }

        return await ServeAsync(self, version);
    }

    private const string Banner =
        "The files belonging to this database system will be owned by user \"postgres\".\nThis user must also own the server process.\n\nThe database cluster will be initialized with locale \"en_US.utf8\".\nThe default database encoding has accordingly been set to \"UTF8\".\nThe default text search configuration will be set to \"english\".\n\nData page checksums are disabled.\n\n";

    private static async ValueTask<int> ServeAsync(Process self, string version)
    {
        ValueTask<int> LogAsync(string text) => self.WriteAsync(2, string.Create(CultureInfo.InvariantCulture, $"{self.Kernel.Now:yyyy-MM-dd HH:mm:ss.fff} UTC [{self.Pid}] LOG:  {text}\n"));
        await LogAsync($"starting PostgreSQL {version} (Debian {version}-1.pgdg120+1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14) 12.2.0, 64-bit");
        if (self.Listen("0.0.0.0", 5432, out var listening) != Errno.Ok)
        {
            await LogAsync("could not bind IPv4 address \"0.0.0.0\": Address already in use");
            return 1;
        }

        await LogAsync("listening on IPv4 address \"0.0.0.0\", port 5432");
        await LogAsync("listening on IPv6 address \"::\", port 5432");
        await LogAsync("listening on Unix socket \"/var/run/postgresql/.s.PGSQL.5432\"");
        await LogAsync("database system is ready to accept connections");
        await self.AllocateAsync(30L << 20);
        var asked = Signal.None;
        self.SignalHandler = signal => asked = signal;
        foreach (var signal in (Signal[])[Signal.TERM, Signal.INT, Signal.QUIT]) self.SetAction(signal, SignalAction.Handle);
        while (asked == Signal.None)
        {
            var number = await self.AcceptAsync(listening, canInterrupt: true);
            if (number >= 0) Drop(self, number);
        }

        await LogAsync(asked switch { Signal.TERM => "received smart shutdown request", Signal.INT => "received fast shutdown request", _ => "received immediate shutdown request" });
        if (asked == Signal.INT) await LogAsync("aborting any active transactions");
        await LogAsync("shutting down");
        await LogAsync("database system is shut down");
        return 0;
    }

    /// <summary>Holds a connection until the client leaves: a port check sees it open; the wire protocol is not spoken.</summary>
    private static async void Drop(Process self, int number)
    {
        var stream = new ConnectionStream(((SocketFile)self.Files[number]!).Connection);
        try
        {
            while (await stream.ReadAsync(new byte[1024]) > 0)
            {
            }
        }
        catch (IOException)
        {
            // The client went away.
        }

        if (!self.HasEnded) self.Files.Close(number);
    }
}

/// <summary><c>pg_isready [-h HOST] [-p PORT] [-q]</c>: 0 when the server accepts, 2 when nobody answers.</summary>
internal sealed class PgIsReady : IProgram
{
    public async ValueTask<int> RunAsync(Process self)
    {
        var arguments = self.Arguments.ToList();
        string Value(string flag, string fallback) => arguments.IndexOf(flag) is var at and >= 0 && at + 1 < arguments.Count ? arguments[at + 1] : fallback;
        var (host, port) = (Value("-h", self.GetEnvironment("PGHOST") ?? ""), HttpApp.Number(Value("-p", self.GetEnvironment("PGPORT") ?? "5432"), 5432));
        var addresses = await self.ResolveAsync(host.Length > 0 ? host : "127.0.0.1");
        var socket = addresses.Count == 0 ? -1 : await self.ConnectAsync(addresses[0], port, TimeSpan.FromSeconds(3));
        if (!arguments.Contains("-q")) await self.WriteAsync(1, $"{(host.Length > 0 ? host : "/var/run/postgresql")}:{port} - {(socket >= 0 ? "accepting connections" : "no response")}\n");
        return socket >= 0 ? 0 : 2;
    }
}
