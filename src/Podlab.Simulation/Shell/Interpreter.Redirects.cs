using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

// Redirections (POSIX XCU 2.7).
public sealed partial class Interpreter
{
    /// <summary>Applies redirections, remembering what they cover; the answer is the error, null when all went well.</summary>
    private async ValueTask<string?> RedirectAsync(IReadOnlyList<Redirect> redirects, SavedFiles? saved)
    {
        foreach (var redirect in redirects)
        {
            var target = await expander.TextAsync(redirect.Target);
            if (IsLeaving) return null;
            if (redirect.Operator is "<&" or ">&")
            {
                if (Duplicate(redirect, target, saved) is { } error) return error;
                continue;
            }

            OpenFile file;
            if (redirect.Operator == "<<")
            {
                file = new DocumentFile(Encoding.Latin1.GetBytes(target));
            }
            else
            {
                var (flags, creates) = FlagsOf(redirect.Operator);
                if (redirect.Operator == ">" && Options.NoClobber && Process.Tree.Find(Process, target, true, out var old) == Errno.Ok && old is FileNode)
                    return $"can't create {target}: File exists";
                var error = Process.Tree.Open(Process, target, flags, 0b110_110_110, out file);
                if (error != Errno.Ok)
                {
                    var why = error is Errno.ENOENT or Errno.ENOTDIR ? creates ? "nonexistent directory" : "no such file" : error.Text();
                    return $"can't {(creates ? "create" : "open")} {target}: {why}";
                }
            }

            saved?.Cover(redirect.Number);
            Process.Files.Set(redirect.Number, file);
            if (redirect.Number2 < 0) continue;
            saved?.Cover(redirect.Number2);
            Process.Files.Set(redirect.Number2, file.Share());
        }

        return null;
    }

    private string? Duplicate(Redirect redirect, string target, SavedFiles? saved)
    {
        if (target == "-")
        {
            saved?.Cover(redirect.Number);
            Process.Files.Close(redirect.Number);
            return null;
        }

        if (!int.TryParse(target, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            if (redirect.Operator != ">&") return $"bad fd number";
            var error = Process.Tree.Open(Process, target, FlagsOf(">").Flags, 0b110_110_110, out var both);
            if (error != Errno.Ok) return $"can't create {target}: {(error is Errno.ENOENT ? "nonexistent directory" : error.Text())}";
            saved?.Cover(1);
            saved?.Cover(2);
            Process.Files.Set(1, both);
            Process.Files.Set(2, both.Share());
            return null;
        }

        if (Process.Files[number] is not { } source) return $"{number}: Bad file descriptor";
        if (number == redirect.Number) return null;
        var shared = source.Share();
        saved?.Cover(redirect.Number);
        Process.Files.Set(redirect.Number, shared);
        return null;
    }

    private static (OpenFlags Flags, bool Creates) FlagsOf(string operation) => operation switch
    {
        "<" => (OpenFlags.Read, false),
        ">>" => (OpenFlags.Write | OpenFlags.Create | OpenFlags.Append, true),
        "<>" => (OpenFlags.Read | OpenFlags.Write | OpenFlags.Create, true),
        _ => (OpenFlags.Write | OpenFlags.Create | OpenFlags.Truncate, true),
    };

    /// <summary>What redirections covered, to be put back after the command.</summary>
    private sealed class SavedFiles(Interpreter shell)
    {
        private List<(int Number, OpenFile? File)>? files;

        public void Cover(int number)
        {
            files ??= [];
            if (files.Exists(saved => saved.Number == number)) return;
            files.Add((number, shell.Process.Files[number]?.Share()));
        }

        public void Restore()
        {
            if (files is null || shell.Process.HasEnded) return;
            foreach (var (number, file) in files)
            {
                if (file is null) shell.Process.Files.Close(number);
                else shell.Process.Files.Set(number, file);
            }
        }
    }

    /// <summary>A here-document.</summary>
    private sealed class DocumentFile(byte[] content) : OpenFile(OpenFlags.Read)
    {
        public override int Read(Span<byte> into)
        {
            var count = Math.Min(into.Length, content.Length - (int)Position);
            content.AsSpan((int)Position, count).CopyTo(into);
            Position += count;
            return count;
        }

        public override int Write(ReadOnlySpan<byte> from) => -(int)Errno.EBADF;
    }
}
