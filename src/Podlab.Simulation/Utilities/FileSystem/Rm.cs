using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>rm [-irf] FILE…</c></summary>
internal sealed class Rm : Utility
{
    public override IReadOnlyList<string> Names => ["rm"];

    public override string Usage => "[-irf] FILE...\n\nRemove (unlink) FILEs\n\n\t-i\tAlways prompt before removing\n\t-f\tNever prompt\n\t-R,-r\tRecurse";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("fiRrv", new Dictionary<string, char> { ["force"] = 'f', ["recursive"] = 'r' }) is not { } options) return 1;
        var force = options.Has('f');
        if (options.Operands.Count == 0)
        {
            if (force) return 0;
            await run.UsageAsync();
            return 1;
        }

        var status = 0;
        foreach (var path in options.Operands)
        {
            var name = Process.BaseName(path);
            if (name is "." or "..")
            {
                await run.ErrorAsync("can't remove '.' or '..'");
                status = 1;
            }
            else if (!await RemoveAsync(run, path, force, options.Has('r') || options.Has('R')))
            {
                status = 1;
            }
        }

        return status;
    }

    /// <summary>Also for find -delete, mv across file systems.</summary>
    public static async ValueTask<bool> RemoveAsync(Invocation run, string path, bool force, bool recursive)
    {
        var process = run.Process;
        if (process.Charge(2)) await process.RestAsync();
        var error = process.Tree.Find(process, path, false, out var node);
        if (error != Errno.Ok)
        {
            if (error is Errno.ENOENT or Errno.ENOTDIR && force) return true;
            await run.ErrorAsync($"can't remove '{path}': {error.Text()}");
            return false;
        }

        if (node is DirectoryNode)
        {
            if (!recursive)
            {
                await run.ErrorAsync($"'{path}' is a directory");
                return false;
            }

            var fine = true;
            if (process.Tree.List(process, path, out var names) == Errno.Ok)
                foreach (var name in names) fine &= await RemoveAsync(run, path.TrimEnd('/') + "/" + name, force, true);
            if (!fine) return false;
            error = process.Tree.RemoveDirectory(process, path);
        }
        else
        {
            error = process.Tree.Remove(process, path);
        }

        if (error == Errno.Ok) return true;
        await run.ErrorAsync($"can't remove '{path}': {error.Text()}");
        return false;
    }
}
