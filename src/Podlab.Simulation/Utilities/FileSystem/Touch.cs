using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>touch [-chm] [-d DATE] [-t DATE] [-r FILE] FILE…</c></summary>
internal sealed class Touch : Utility
{
    public override IReadOnlyList<string> Names => ["touch"];

    public override string Usage => "[-cham] [-d DATE] [-t DATE] [-r FILE] FILE...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("cd:t:r:hamf", new Dictionary<string, char> { ["no-create"] = 'c', ["date"] = 'd', ["reference"] = 'r' }) is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var process = run.Process;
        var time = process.Kernel.Now;
        if ((options.Value('d') ?? options.Value('t')) is { } text)
        {
            if (Host.DateText.Parse(text, time) is not { } parsed)
            {
                await run.ErrorAsync($"invalid date '{text}'");
                return 1;
            }

            time = parsed;
        }

        if (options.Value('r') is { } reference)
        {
            var found = process.Tree.Find(process, reference, true, out var node);
            if (found != Errno.Ok)
            {
                await run.ErrorAsync(reference, found);
                return 1;
            }

            time = node.Modified;
        }

        var status = 0;
        foreach (var path in options.Operands)
        {
            var error = process.Tree.SetTime(process, path, time, !options.Has('h'));
            if (error == Errno.ENOENT && !options.Has('c'))
            {
                error = process.Tree.Open(process, path, OpenFlags.Write | OpenFlags.Create, 0b110_110_110, out var made);
                if (error == Errno.Ok)
                {
                    made.Close();
                    process.Tree.SetTime(process, path, time, true);
                }
            }

            if (error == Errno.Ok || (error == Errno.ENOENT && options.Has('c'))) continue;
            await run.ErrorAsync(path, error);
            status = 1;
        }

        return status;
    }
}
