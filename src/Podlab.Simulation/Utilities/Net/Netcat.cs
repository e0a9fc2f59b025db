using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Net;

/// <summary><c>nc [-luvzn] [-w SEC] [-p PORT] [-e PROG] [HOST] [PORT]</c>, and <c>telnet HOST [PORT]</c></summary>
internal sealed class Netcat : Utility
{
    public override IReadOnlyList<string> Names => ["nc", "telnet", "netcat"];

    public override string Usage => "[-iN] [-wN] [-l] [-p PORT] [-f FILE|IPADDR PORT] [-e PROG]";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        string[] program = [];
        if (run.Arguments.IndexOf("-e") is var at and >= 0)
        {
            program = [.. run.Arguments.Skip(at + 1)];
            run.Arguments.RemoveRange(at, run.Arguments.Count - at);
        }

        if (await run.OptionsAsync("lkvznuw:p:i:s:q:o:N") is not { } options) return 1;
        var process = run.Process;
        if (options.Has('l')) return options.Has('u') ? await NetcatDatagrams.ListenAsync(run, options, program) : await ListenAsync(run, options, program);
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var host = options.Operands[0];
        _ = int.TryParse(options.Operands.ElementAtOrDefault(1) ?? "23", out var port);
        var addresses = await process.ResolveAsync(host);
        if (addresses.Count == 0)
        {
            await run.ErrorAsync($"bad address '{host}'");
            return 1;
        }

        if (options.Has('u')) return await NetcatDatagrams.TalkAsync(run, options, addresses[0], port);
        var limit = Basics.Sleep.Seconds(options.Value('w') ?? "") is { } seconds ? TimeSpan.FromSeconds(seconds) : Process.ConnectTimeout;
        var socket = await process.ConnectAsync(addresses[0], port, limit);
        if (socket < 0)
        {
            var error = (Errno)(-socket);
            await run.ErrorAsync(error == Errno.ETIMEDOUT && options.Has('w') ? "timed out" : $"{(run.Name == "telnet" ? "" : "")}can't connect to remote host ({addresses[0]}): {error.Text()}");
            return 1;
        }

        if (options.Has('v')) await process.WriteAsync(2, string.Create(CultureInfo.InvariantCulture, $"{host} ({addresses[0]}:{port}) open\n"));
        if (options.Has('z')) return 0;
        return await TalkAsync(run, socket, program);
    }

    private static async ValueTask<int> ListenAsync(Invocation run, Options options, string[] program)
    {
        var process = run.Process;
        _ = int.TryParse(options.Value('p') ?? options.Operands.LastOrDefault() ?? "0", out var port);
        var error = process.Listen(options.Operands.Count > 1 ? options.Operands[0] : "0.0.0.0", port, out var listening);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync($"bind: {error.Text()}");
            return 1;
        }

        var all = options.Operands.Contains("-ll") || options.Given.Count(option => option.Letter == 'l') > 1 || options.Has('k');
        do
        {
            var socket = await process.AcceptAsync(listening);
            if (socket < 0) return 1;
            if (!all)
            {
                process.Files.Close(listening);
                return await TalkAsync(run, socket, program);
            }

            if (program.Length > 0 && process.FindInPath(program[0]) is { } path && process.FindExecutable(path, program, out var executable) == Errno.Ok)
            {
                process.ReapsChildren = true;
                process.Spawn(executable, self => Connect(self, socket));
                process.Files.Close(socket);
            }
            else
            {
                await TalkAsync(run, socket, program);
                process.Files.Close(socket);
            }
        }
        while (true);
    }

    private static void Connect(Process process, int socket)
    {
        var file = process.Files[socket]!;
        for (var number = 0; number < 3; number++) process.Files.Set(number, file.Share());
        process.Files.Close(socket);
    }

    private static async ValueTask<int> TalkAsync(Invocation run, int socket, string[] program)
    {
        var process = run.Process;
        if (program.Length > 0)
        {
            Connect(process, socket);
            var path = process.FindInPath(program[0]);
            var error = path is null ? Errno.ENOENT : await process.ExecAsync(path, program);
            await run.ErrorAsync($"can't execute '{program[0]}': {error.Text()}");
            return 127;
        }

        var buffer = new byte[8192];
        var connection = (SocketFile)process.Files[socket]!;
        var input = process.Files[0];
        while (true)
        {
            var count = connection.Read(buffer);
            if (count > 0)
            {
                await process.WriteAsync(1, buffer.AsMemory(0, count));
                continue;
            }

            if (count != -(int)Errno.EAGAIN) return 0;
            if (input is not null)
            {
                var typed = input.Read(buffer);
                if (typed > 0)
                {
                    await process.WriteAsync(socket, buffer.AsMemory(0, typed));
                    continue;
                }

                if (typed != -(int)Errno.EAGAIN)
                {
                    connection.Connection.Finish();
                    input = null;
                    continue;
                }
            }

            await process.WaitAsync(connection.Readable, input?.Readable);
        }
    }
}
