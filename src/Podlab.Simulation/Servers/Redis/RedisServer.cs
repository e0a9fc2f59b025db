using System.Globalization;
using System.Text;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers.Redis;

/// <summary>redis-server <c>[CONFIG-FILE] [--NAME VALUE]…</c>: its log, its data, kept in <c>dump.rdb</c>; ends on TERM and INT after saving.</summary>
public sealed class RedisServer : IProgram
{
    public const string DefaultVersion = "7.4.1";

    public async ValueTask<int> RunAsync(Process self)
    {
        if (self.Arguments.Skip(1).Any(argument => argument is "-v" or "--version"))
        {
            await self.WriteAsync(1, $"Redis server v={VersionOf(self)} sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=0000000000000000\n");
            return 0;
        }

        return await new Instance(self).RunAsync();
    }

    internal static string VersionOf(Process process) => process.GetEnvironment("REDIS_VERSION") ?? DefaultVersion;

    /// <summary>One running server.</summary>
    internal sealed class Instance(Process self)
    {
        private readonly List<(string Channel, ConnectionStream Stream)> subscribers = [];
        private bool stopping;
        private bool asked;

        public Process Process => self;

        public RedisSettings Settings { get; } = new();

        public RedisStore Store { get; } = new(self.Kernel.Loop);

        public string Version { get; } = VersionOf(self);

        public int Clients { get; private set; }

        public long Commands { get; set; }

        private string DumpPath => Settings["dir"].TrimEnd('/') + "/" + Settings["dbfilename"];

        private bool IsOld => Version[0] is '5' or '6';

        public async ValueTask<int> RunAsync()
        {
            // What came before version 7 logs the ordinary with a #.
            await LogAsync('C', IsOld ? '#' : '*', "oO0OoO0OoO0Oo Redis is starting oO0OoO0OoO0Oo");
            await LogAsync('C', IsOld ? '#' : '*', $"Redis version={Version}, bits=64, commit=00000000, modified=0, pid={self.Pid}, just started");
            if (await ConfigureAsync() is { } wrong)
            {
                await self.WriteAsync(2, wrong);
                return 1;
            }

            await LogAsync('M', '*', "monotonic clock: POSIX clock_gettime");
            var port = Settings.Port;
            var error = self.Listen("0.0.0.0", port, out var listening);
            if (error != Errno.Ok)
            {
                await LogAsync('M', '#', $"Warning: Could not create server TCP listening socket *:{port}: bind: {error.Text()}");
                await LogAsync('M', '#', $"Failed listening on port {port} (tcp), aborting.");
                return 1;
            }

            await LogAsync('M', '*', $"Running mode=standalone, port={port}.");
            await LogAsync('M', IsOld ? '#' : '*', "Server initialized");
            if (!await LoadAsync()) return 1;
            await LogAsync('M', '*', IsOld ? "Ready to accept connections" : "Ready to accept connections tcp");
            await self.AllocateAsync(8 << 20);
            var received = Signal.None;
            self.SignalHandler = signal => (stopping, received) = (true, signal);
            self.SetAction(Signal.TERM, SignalAction.Handle);
            self.SetAction(Signal.INT, SignalAction.Handle);
            while (!stopping)
            {
                var number = await self.AcceptAsync(listening, canInterrupt: true);
                if (number >= 0) Serve(number);
            }

            if (!asked) await self.WriteAsync(1, $"{self.Pid}:signal-handler ({self.Kernel.Now.ToUnixTimeSeconds()}) Received SIG{received} scheduling shutdown...\n");
            await LogAsync('M', IsOld ? '#' : '*', "User requested shutdown...");
            if (Settings["save"].Length > 0)
            {
                await LogAsync('M', '*', "Saving the final RDB snapshot before exiting.");
                if (!await SaveAsync()) await LogAsync('M', '#', "Error trying to save the DB, can't exit.");
            }

            await LogAsync('M', '#', "Redis is now ready to exit, bye bye...");
            return 0;
        }

        private ValueTask<int> LogAsync(char role, char mark, string text) =>
            self.WriteAsync(1, string.Create(CultureInfo.InvariantCulture, $"{self.Pid}:{role} {DateText.Format("%d %b %Y %H:%M:%S", self.Kernel.Now)}.{self.Kernel.Now.Millisecond:D3} {mark} {text}\n"));

        /// <summary>Reads the file and the flags; the answer is a fatal error.</summary>
        private async ValueTask<string?> ConfigureAsync()
        {
            var arguments = self.Arguments.Skip(1).ToList();
            var lines = new List<string>();
            if (arguments.Count > 0 && !arguments[0].StartsWith("--", StringComparison.Ordinal))
            {
                if (self.ReadText(arguments[0]) is not { } content)
                {
                    await LogAsync('C', '#', $"Fatal error, can't open config file '{(arguments[0].StartsWith('/') ? arguments[0] : self.WorkingDirectory.TrimEnd('/') + "/" + arguments[0])}': {Errno.ENOENT.Text()}");
                    return "";
                }

                lines.AddRange(content.Split('\n'));
                arguments.RemoveAt(0);
            }

            var line = "";
            foreach (var argument in arguments.Append("--"))
            {
                if (argument.StartsWith("--", StringComparison.Ordinal))
                {
                    if (line.Length > 0) lines.Add(line);
                    line = argument[2..];
                }
                else
                {
                    line += " " + (argument.Length == 0 ? "\"\"" : argument);
                }
            }

            var saves = "";
            for (var i = 0; i < lines.Count; i++)
            {
                var words = Resp.Words(lines[i]);
                if (words.Count == 0 || words[0].StartsWith('#')) continue;
                var value = string.Join(' ', words.Skip(1));
                if (words[0].Equals("save", StringComparison.OrdinalIgnoreCase)) value = saves = value.Length == 0 ? "" : (saves + " " + value).Trim();
                if (Settings.Set(words[0], value) is { } wrong) return $"\n*** FATAL CONFIG FILE ERROR (Redis {Version}) ***\nReading the configuration file, at line {i + 1}\n>>> '{lines[i].Trim()}'\n{wrong}\n";
            }

            if (lines.Count > 0) await LogAsync('C', IsOld ? '#' : '*', "Configuration loaded");
            else await LogAsync('C', '#', "Warning: no config file specified, using the default config. In order to specify a config file use redis-server /path/to/redis.conf");
            return null;
        }

        private async ValueTask<bool> LoadAsync()
        {
            if (self.Tree.Find(self, DumpPath, true, out var node) != Errno.Ok || self.ReadText(DumpPath) is not { } dump) return true;
            if (!Store.Load(dump))
            {
                await LogAsync('M', '#', "Wrong signature trying to load DB from file");
                await LogAsync('M', '#', "Fatal error loading the DB, check server logs. Exiting.");
                return false;
            }

            await LogAsync('M', '*', $"Loading RDB produced by version {Version}");
            await LogAsync('M', '*', $"RDB age {(long)(self.Kernel.Now - node.Modified).TotalSeconds} seconds");
            await LogAsync('M', '*', "RDB memory usage when created 0.90 Mb");
            await LogAsync('M', '*', $"Done loading RDB, keys loaded: {Store.Count}, keys expired: 0.");
            await LogAsync('M', '*', "DB loaded from disk: 0.000 seconds");
            return true;
        }

        public async ValueTask<bool> SaveAsync()
        {
            var error = self.Open(DumpPath, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number, 0b110_100_100);
            if (error != Errno.Ok)
            {
                await LogAsync('M', '#', $"Failed opening the temp RDB file temp-{self.Pid}.rdb (in server root dir {Settings["dir"]}) for saving: {error.Text()}");
                return false;
            }

            await self.WriteAsync(number, Store.Dump());
            self.Files.Close(number);
            (Store.Dirty, Store.Saved) = (0, self.Kernel.Loop.Now);
            await LogAsync('M', '*', "DB saved on disk");
            return true;
        }

        /// <summary>Ends the server as TERM does.</summary>
        public void Stop()
        {
            asked = true;
            self.Kernel.Send(self, Signal.TERM);
        }

        public void Subscribe(string channel, ConnectionStream stream) => subscribers.Add((channel, stream));

        public async ValueTask<int> PublishAsync(string channel, string message)
        {
            var reached = subscribers.Where(subscriber => subscriber.Channel == channel).ToList();
            foreach (var (_, stream) in reached) await stream.WriteAsync(Encoding.Latin1.GetBytes(Resp.Bulks(["message", channel, message])));
            return reached.Count;
        }

        private async void Serve(int number)
        {
            Clients++;
            var stream = new ConnectionStream(((SocketFile)self.Files[number]!).Connection);
            var session = new RedisSession(this, stream);
            var received = new StringBuilder();
            var buffer = new byte[4096];
            try
            {
                while (!self.HasEnded && !session.HasQuit)
                {
                    if (Resp.Take(received) is { } command)
                    {
                        if (command.Count > 0) await stream.WriteAsync(Encoding.Latin1.GetBytes(await session.AnswerAsync(command)));
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

            Clients--;
            subscribers.RemoveAll(subscriber => subscriber.Stream == stream);
            if (!self.HasEnded) self.Files.Close(number);
        }
    }
}
