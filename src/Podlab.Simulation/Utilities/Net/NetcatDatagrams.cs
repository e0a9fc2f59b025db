using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Net;

/// <summary>The UDP side of <c>nc</c>: what is typed goes out as it comes, what arrives is printed, until the time of <c>-w</c> is over without any.</summary>
internal static class NetcatDatagrams
{
    public static async ValueTask<int> ListenAsync(Invocation run, Options options, string[] program)
    {
        var process = run.Process;
        _ = int.TryParse(options.Value('p') ?? options.Operands.LastOrDefault() ?? "0", out var port);
        var error = process.Bind(options.Operands.Count > 1 ? options.Operands[0] : "0.0.0.0", port, out var number);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync($"bind: {error.Text()}");
            return 1;
        }

        if (program.Length == 0) return await ExchangeAsync(run, number, null);
        var file = process.Files[number]!;
        for (var standard = 0; standard < 3; standard++) process.Files.Set(standard, file.Share());
        process.Files.Close(number);
        error = process.FindInPath(program[0]) is { } path ? await process.ExecAsync(path, program) : Errno.ENOENT;
        await run.ErrorAsync($"can't execute '{program[0]}': {error.Text()}");
        return 127;
    }

    public static async ValueTask<int> TalkAsync(Invocation run, Options options, string address, int port)
    {
        var error = run.Process.Bind("0.0.0.0", 0, out var number);
        if (error != Errno.Ok)
        {
            await run.ErrorAsync($"socket: {error.Text()}");
            return 1;
        }

        ((DatagramFile)run.Process.Files[number]!).Connect(address, port);
        return await ExchangeAsync(run, number, Basics.Sleep.Seconds(options.Value('w') ?? "") is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    /// <param name="patience">How long it waits for the next datagram once its input has ended; null: for ever.</param>
    private static async ValueTask<int> ExchangeAsync(Invocation run, int number, TimeSpan? patience)
    {
        var process = run.Process;
        var socket = (DatagramFile)process.Files[number]!;
        var input = process.Files[0];
        var buffer = new byte[8192];
        while (true)
        {
            var count = socket.Read(buffer);
            if (count > 0)
            {
                await process.WriteAsync(1, buffer.AsMemory(0, count));
                continue;
            }

            if (count == -(int)Errno.ECONNREFUSED)
            {
                await run.ErrorAsync("read: Connection refused");
                return 1;
            }

            if (input is not null)
            {
                var typed = input.Read(buffer);
                if (typed > 0)
                {
                    await process.WriteAsync(number, buffer.AsMemory(0, typed));
                    continue;
                }

                if (typed != -(int)Errno.EAGAIN) input = null;
            }

            if (input is not null || patience is not { } limit)
            {
                await process.WaitAsync(socket.Readable, input?.Readable);
                continue;
            }

            if (await process.WaitAsync(socket.Readable, null, limit) == WakeReason.TimedOut && !socket.CanRead) return 0;
        }
    }
}
