using System.Globalization;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers;

/// <summary>The entry point of the mysql image: refuses to start without a word on the root password; else initialises, accepts on 3306 and stops on TERM.</summary>
public sealed class MySql : IProgram
{
    private static readonly TimeSpan InitialisationTime = TimeSpan.FromSeconds(8);

    public async ValueTask<int> RunAsync(Process self)
    {
        var version = self.GetEnvironment("MYSQL_VERSION") ?? "8.0.40";
        string Stamp() => DateText.Format("%Y-%m-%d %H:%M:%S+00:00", self.Kernel.Now);
        ValueTask<int> Note(string kind, string text) => self.WriteAsync(kind == "ERROR" ? 2 : 1, $"{Stamp()} [{kind}] [Entrypoint]: {text}\n");
        await Note("Note", $"Entrypoint script for MySQL Server {version} started.");
        await Note("Note", "Switching to dedicated user 'mysql'");
        await Note("Note", $"Entrypoint script for MySQL Server {version} started.");
        string? Given(string name) => self.GetEnvironment(name) is { Length: > 0 } value ? value : null;
        var fresh = self.Tree.Find(self, "/var/lib/mysql/mysql", true, out _) != Errno.Ok;
        if (fresh)
        {
            if (Given("MYSQL_ROOT_PASSWORD") is null && Given("MYSQL_ALLOW_EMPTY_PASSWORD") is null && Given("MYSQL_RANDOM_ROOT_PASSWORD") is null)
            {
                await Note("ERROR", "Database is uninitialized and password option is not specified\n    You need to specify one of the following as an environment variable:\n    - MYSQL_ROOT_PASSWORD\n    - MYSQL_ALLOW_EMPTY_PASSWORD\n    - MYSQL_RANDOM_ROOT_PASSWORD");
                return 1;
            }

            await Note("Note", "Initializing database files");
            await self.SleepAsync(InitialisationTime);
            self.Tree.MakeDirectory(self, "/var/lib/mysql/mysql", 0b111_101_000);
            await Note("Note", "Database files initialized");
            await Note("Note", "Starting temporary server");
            await self.SleepAsync(TimeSpan.FromSeconds(2));
            await Note("Note", "Temporary server started.");
            if (Given("MYSQL_RANDOM_ROOT_PASSWORD") is not null) await Note("Note", $"GENERATED ROOT PASSWORD: {self.Kernel.NextRandom():x16}");
            if (Given("MYSQL_DATABASE") is { } database) await Note("Note", $"Creating database {database}");
            if (Given("MYSQL_USER") is { } user && Given("MYSQL_PASSWORD") is not null) await Note("Note", $"Creating user {user}");
            await Note("Note", "Stopping temporary server");
            await Note("Note", "Temporary server stopped");
            await Note("Note", "MySQL init process done. Ready for start up.");
        }

        await self.AllocateAsync(180L << 20);
        if (self.Listen("0.0.0.0", 3306, out var listening) != Errno.Ok) return 1;
        string Server(string kind, string text) => string.Create(CultureInfo.InvariantCulture, $"{self.Kernel.Now:yyyy-MM-ddTHH:mm:ss.ffffff}Z 0 [{kind}] {text}\n");
        await self.WriteAsync(2, Server("System", $"[MY-010116] [Server] /usr/sbin/mysqld (mysqld {version}) starting as process {self.Pid}") + Server("System", $"[MY-010931] [Server] /usr/sbin/mysqld: ready for connections. Version: '{version}'  socket: '/var/run/mysqld/mysqld.sock'  port: 3306  MySQL Community Server - GPL."));
        var stopping = false;
        self.SignalHandler = _ => stopping = true;
        self.SetAction(Signal.TERM, SignalAction.Handle);
        while (!stopping)
        {
            var number = await self.AcceptAsync(listening, canInterrupt: true);
            if (number >= 0) Greet(self, number, version);
        }

        await self.WriteAsync(2, Server("System", "[MY-013172] [Server] Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: " + version + ")."));
        await self.SleepAsync(TimeSpan.FromSeconds(1));
        await self.WriteAsync(2, Server("System", $"[MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld {version})  MySQL Community Server - GPL."));
        return 0;
    }

    /// <summary>The handshake that a client, or a port check, sees first.</summary>
    private static async void Greet(Process self, int number, string version)
    {
        var stream = new ConnectionStream(((SocketFile)self.Files[number]!).Connection);
        byte[] payload = [10, .. System.Text.Encoding.ASCII.GetBytes(version), 0, 8, 0, 0, 0, .. "saltsalt"u8, 0, 0xFF, 0xFF, 0xFF, 2, 0, 0xFF, 0xDF, 21, .. new byte[10], .. "saltsaltsalt"u8, 0, .. "mysql_native_password"u8, 0];
        try
        {
            await stream.WriteAsync(new byte[] { (byte)payload.Length, 0, 0, 0 }.Concat(payload).ToArray());
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
