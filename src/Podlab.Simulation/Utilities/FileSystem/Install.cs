using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>install [-cdDsp] [-o USER] [-g GROUP] [-m MODE] [SOURCE]… DEST</c></summary>
internal sealed class Install : Utility
{
    private const int DefaultMode = 0b111_101_101;

    public override IReadOnlyList<string> Names => ["install"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("cdDpsg:m:o:t:") is not { } options) return 1;
        var process = run.Process;
        var operands = options.Operands;
        if (options.Value('t') is { } into) operands = [.. operands, into];
        if (operands.Count == 0 || (!options.Has('d') && operands.Count < 2))
        {
            await run.UsageAsync();
            return 1;
        }

        var mode = Basics.ModeText.Parse(options.Value('m') ?? "755", 0, false, 0) ?? DefaultMode;
        if (options.Has('d'))
        {
            foreach (var path in operands)
            {
                Mkdir.MakeAll(process, path);
                process.Tree.ChangeMode(process, path, mode);
            }

            return 0;
        }

        var target = operands[^1];
        if (options.Has('D') && target.TrimEnd('/').LastIndexOf('/') is var slash and > 0) Mkdir.MakeAll(process, target[..slash]);
        var isDirectory = process.Tree.Find(process, target, true, out var node) == Errno.Ok && node is DirectoryNode;
        foreach (var source in operands.Take(operands.Count - 1))
        {
            if (await run.ReadAllAsync(source) is not { } content) return 1;
            var path = isDirectory ? target.TrimEnd('/') + "/" + Processes.Process.BaseName(source) : target;
            process.Tree.Remove(process, path);
            var error = process.Open(path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, out var number, mode);
            if (error != Errno.Ok)
            {
                await run.ErrorAsync($"can't create '{path}': {error.Text()}");
                return 1;
            }

            if (content.Length > 0) await process.WriteAsync(number, content);
            process.Files.Close(number);
            process.Tree.ChangeMode(process, path, mode);
        }

        return 0;
    }
}

/// <summary><c>unlink FILE</c></summary>
internal sealed class Unlink : Utility
{
    public override IReadOnlyList<string> Names => ["unlink"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Arguments.Count != 1)
        {
            await run.UsageAsync();
            return 1;
        }

        var error = run.Process.Tree.Remove(run.Process, run.Arguments[0]);
        if (error == Errno.Ok) return 0;
        await run.ErrorAsync($"can't remove file '{run.Arguments[0]}': {error.Text()}");
        return 1;
    }
}
