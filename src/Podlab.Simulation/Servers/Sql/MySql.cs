using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers.Sql;

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
        var server = new SqlServer(self, version.Split('-')[0]);
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
            var root = Given("MYSQL_ROOT_PASSWORD") ?? "";
            if (Given("MYSQL_RANDOM_ROOT_PASSWORD") is not null)
            {
                root = self.Kernel.NextRandom().ToString("x16", CultureInfo.InvariantCulture);
                await Note("Note", $"GENERATED ROOT PASSWORD: {root}");
            }

            server.Users["root"] = "";
            var session = new SqlSession(server, "root", null);
            static string Quoted(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
            session.Run($"CREATE USER 'root' IDENTIFIED BY '{Quoted(root)}'");
            if (Given("MYSQL_DATABASE") is { } database)
            {
                await Note("Note", $"Creating database {database}");
                session.Run($"CREATE DATABASE IF NOT EXISTS `{database}`");
            }

            if (Given("MYSQL_USER") is { } user && Given("MYSQL_PASSWORD") is { } secret)
            {
                await Note("Note", $"Creating user {user}");
                session.Run($"CREATE USER '{Quoted(user)}' IDENTIFIED BY '{Quoted(secret)}'");
                if (Given("MYSQL_DATABASE") is { } granted) await Note("Note", $"Giving user {user} access to schema {granted}");
            }

            await Note("Note", "Stopping temporary server");
            await Note("Note", "Temporary server stopped");
            await Note("Note", "MySQL init process done. Ready for start up.");
        }

        else
        {
            server.Restore();
        }

        if (Given("MYSQL_USER") == "root") await Note("ERROR", "MYSQL_USER=\"root\", MYSQL_USER and MYSQL_PASSWORD are for configuring a regular user and cannot be used for the root user");
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
            if (number >= 0) server.Serve(number);
        }

        await self.WriteAsync(2, Server("System", "[MY-013172] [Server] Received SHUTDOWN from user <via user signal>. Shutting down mysqld (Version: " + version + ")."));
        await self.SleepAsync(TimeSpan.FromSeconds(1));
        await self.WriteAsync(2, Server("System", $"[MY-010910] [Server] /usr/sbin/mysqld: Shutdown complete (mysqld {version})  MySQL Community Server - GPL."));
        return 0;
    }
}
