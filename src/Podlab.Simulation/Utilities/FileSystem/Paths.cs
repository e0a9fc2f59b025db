using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.FileSystem;

/// <summary><c>readlink [-fnv] FILE</c></summary>
internal sealed class Readlink : Utility
{
    public override IReadOnlyList<string> Names => ["readlink"];

    public override string Usage => "[-fnv] FILE";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("fnvsqem") is not { } options) return 1;
        if (options.Operands.Count != 1)
        {
            await run.UsageAsync();
            return 1;
        }

        string target;
        if (options.Has('f') || options.Has('e') || options.Has('m'))
        {
            if (run.Process.Tree.Walk(run.Process, options.Operands[0], true, out var place) != Errno.Ok || (place.Node is null && options.Has('e'))) return 1;
            target = place.Path;
        }
        else
        {
            var error = run.Process.Tree.ReadLink(run.Process, options.Operands[0], out target);
            if (error != Errno.Ok)
            {
                if (options.Has('v')) await run.ErrorAsync(options.Operands[0], error);
                return 1;
            }
        }

        run.Output.Append(target).Append(options.Has('n') ? "" : "\n");
        return 0;
    }
}

internal sealed class Realpath : Utility
{
    public override IReadOnlyList<string> Names => ["realpath"];

    public override string Usage => "FILE...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var status = 0;
        foreach (var path in run.Arguments)
        {
            var error = run.Process.Tree.Walk(run.Process, path, true, out var place);
            if (error == Errno.Ok && place.Node is null) error = Errno.ENOENT;
            if (error == Errno.Ok)
            {
                run.Output.Append(place.Path).Append('\n');
                continue;
            }

            await run.ErrorAsync(path, error);
            status = 1;
        }

        return status;
    }
}

internal sealed class Rmdir : Utility
{
    public override IReadOnlyList<string> Names => ["rmdir"];

    public override string Usage => "[-p] DIRECTORY...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("p", new Dictionary<string, char> { ["ignore-fail-on-non-empty"] = 'p' }) is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var status = 0;
        foreach (var operand in options.Operands)
        {
            for (var path = operand; path.Length > 0;)
            {
                var error = run.Process.Tree.RemoveDirectory(run.Process, path);
                if (error != Errno.Ok)
                {
                    await run.ErrorAsync($"'{path}': {error.Text()}");
                    status = 1;
                    break;
                }

                if (!options.Has('p')) break;
                path = path.TrimEnd('/').LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";
            }
        }

        return status;
    }
}

/// <summary><c>basename FILE [SUFFIX]</c></summary>
internal sealed class Basename : Utility
{
    public override IReadOnlyList<string> Names => ["basename"];

    public override string Usage => "FILE [SUFFIX] | -a FILE... | -s SUFFIX FILE...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("+as:") is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var many = options.Has('a') || options.Has('s');
        if (!many && options.Operands.Count > 2)
        {
            await run.UsageAsync();
            return 1;
        }

        var suffix = options.Value('s') ?? (!many && options.Operands.Count > 1 ? options.Operands[1] : "");
        foreach (var path in many ? options.Operands : options.Operands.Take(1))
        {
            var name = path.TrimEnd('/') is { Length: > 0 } trimmed ? Process.BaseName(trimmed) : "/";
            if (suffix.Length > 0 && name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)) name = name[..^suffix.Length];
            run.Output.Append(name).Append('\n');
        }

        return 0;
    }
}

internal sealed class Dirname : Utility
{
    public override IReadOnlyList<string> Names => ["dirname"];

    public override string Usage => "FILENAME";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Arguments.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var trimmed = run.Arguments[0].TrimEnd('/');
        var slash = trimmed.LastIndexOf('/');
        run.Output.Append(trimmed.Length == 0 ? run.Arguments[0].Length > 0 ? "/" : "." : slash < 0 ? "." : slash == 0 ? "/" : trimmed[..slash].TrimEnd('/')).Append('\n');
        return 0;
    }
}

internal sealed class Which : Utility
{
    public override IReadOnlyList<string> Names => ["which"];

    public override ValueTask<int> RunAsync(Invocation run)
    {
        var status = 0;
        foreach (var name in run.Arguments.Where(argument => argument != "-a"))
        {
            if (run.Process.FindInPath(name) is { } path && path.Length > 0 && run.Process.Tree.Find(run.Process, path, true, out var node) == Errno.Ok && run.Process.Credentials.May(node, 1)) run.Output.Append(path).Append('\n');
            else status = 1;
        }

        return ValueTask.FromResult(status);
    }
}

/// <summary><c>mktemp [-dtqu] [-p DIR] [TEMPLATE]</c></summary>
internal sealed class Mktemp : Utility
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    public override IReadOnlyList<string> Names => ["mktemp"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("dqtup:") is not { } options) return 1;
        var template = options.Operands.Count > 0 ? options.Operands[0] : "tmp.XXXXXX";
        var directory = options.Value('p') ?? (options.Operands.Count == 0 || options.Has('t') ? run.Process.GetEnvironment("TMPDIR") ?? "/tmp" : null);
        if (directory is not null && !template.StartsWith('/')) template = directory.TrimEnd('/') + "/" + template;
        var stars = template.Length - template.TrimEnd('X').Length;
        if (stars < 6)
        {
            await run.ErrorAsync("(null): Invalid argument");
            return 1;
        }

        var path = template[..^stars] + string.Concat(Enumerable.Range(0, stars).Select(_ => Letters[(int)(run.Process.Kernel.NextRandom() % (ulong)Letters.Length)]));
        var error = Errno.Ok;
        if (!options.Has('u'))
        {
            error = options.Has('d') ? run.Process.Tree.MakeDirectory(run.Process, path, 0b111_000_000)
                : run.Process.Tree.Open(run.Process, path, OpenFlags.Write | OpenFlags.Create | OpenFlags.Exclusive, 0b110_000_000, out _);
        }

        if (error != Errno.Ok)
        {
            await run.ErrorAsync($"(null): {error.Text()}");
            return 1;
        }

        run.Output.Append(path).Append('\n');
        return 0;
    }
}

/// <summary><c>mkfifo [-m MODE] NAME</c>, <c>mknod [-m MODE] NAME TYPE [MAJOR MINOR]</c></summary>
internal sealed class Mkfifo : Utility
{
    public override IReadOnlyList<string> Names => ["mkfifo", "mknod"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("m:") is not { } options) return 1;
        if (options.Operands.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        var kind = run.Name == "mknod" ? options.Operands.ElementAtOrDefault(1) ?? "" : "p";
        if (kind != "p")
        {
            await run.ErrorAsync($"{options.Operands[0]}: Operation not permitted");
            return 1;
        }

        var mode = Basics.ModeText.Parse(options.Value('m') ?? "666", 0, false, 0) ?? 0b110_110_110;
        var status = 0;
        foreach (var path in run.Name == "mknod" ? options.Operands.Take(1) : options.Operands)
        {
            var error = run.Process.Tree.Make(run.Process, path, (parent, uid, gid) => new FifoNode(parent.Store, mode & ~run.Process.Umask, uid, gid, run.Process.Kernel));
            if (error == Errno.Ok) continue;
            await run.ErrorAsync(path, error);
            status = 1;
        }

        return status;
    }
}
