using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>mkdir [-m MODE] [-p] DIRECTORY…</c></summary>
internal sealed class Mkdir : Utility
{
    public override IReadOnlyList<string> Names => ["mkdir"];

    public override string Usage => "[-m MODE] [-p] DIRECTORY...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("m:pv", new Dictionary<string, char> { ["mode"] = 'm', ["parents"] = 'p', ["verbose"] = 'v' }) is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        int? mode = null;
        if (options.Value('m') is { } text)
        {
            mode = ModeText.Parse(text, 0x1FF, true, 0);
            if (mode is null)
            {
                await run.ErrorAsync($"invalid mode '{text}'");
                return 1;
            }
        }

        var process = run.Process;
        var status = 0;
        foreach (var path in options.Operands)
        {
            var error = options.Has('p') ? MakeAll(process, path) : process.Tree.MakeDirectory(process, path, 0x1FF);
            if (error == Errno.Ok && mode is { } bits) process.Tree.ChangeMode(process, path, bits);
            if (error == Errno.Ok && options.Has('v')) run.Output.Append($"created directory: '{path}'\n");
            if (error == Errno.Ok) continue;
            await run.ErrorAsync($"can't create directory '{path}': {error.Text()}");
            status = 1;
        }

        return status;
    }

    /// <summary>Makes a directory and those above it that are missing.</summary>
    public static Errno MakeAll(Process process, string path)
    {
        for (var end = path.IndexOf('/', 1); ; end = path.IndexOf('/', end + 1))
        {
            var part = end < 0 ? path : path[..end];
            if (part.Length > 0)
            {
                var error = process.Tree.MakeDirectory(process, part, 0x1FF);
                if (error is not (Errno.Ok or Errno.EEXIST or Errno.EROFS)) return error;
                var found = process.Tree.Find(process, part, true, out var node);
                if (found != Errno.Ok) return error == Errno.Ok ? found : error;
                if (node is not DirectoryNode) return end < 0 ? Errno.EEXIST : Errno.ENOTDIR;
            }

            if (end < 0) return Errno.Ok;
        }
    }
}
