using System.Text;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities;

/// <summary>One run of a utility: its process, arguments and buffered output. Text is a string of bytes (Latin-1).</summary>
public sealed class Invocation(Process process, Utility utility)
{
    private const int FlushAt = 32 * 1024;
    private bool failed;
    private Errno readError = Errno.EISDIR;

    public Process Process { get; } = process;

    /// <summary>The name it was called by.</summary>
    public string Name { get; } = Process.BaseName(process.Arguments.Count > 0 ? process.Arguments[0] : utility.Names[0]);

    /// <summary>The arguments without the name.</summary>
    public List<string> Arguments { get; } = [.. process.Arguments.Skip(1)];

    public StringBuilder Output { get; } = new();

    /// <summary>Reads options; null when they are wrong (the complaint has been printed, the exit code is 1).</summary>
    /// <param name="letters">As in getopt: a colon behind a letter that takes a value; a leading <c>+</c> stops at the first operand.</param>
    /// <param name="longNames">Long options and the letters they stand for.</param>
    public async ValueTask<Options?> OptionsAsync(string letters, IReadOnlyDictionary<string, char>? longNames = null)
    {
        var options = Options.Parse(Arguments, letters, longNames, out var error);
        if (options is not null) return options;
        await ErrorAsync(error);
        await UsageAsync();
        return null;
    }

    public async ValueTask UsageAsync()
    {
        await FlushAsync();
        await Process.WriteAsync(2, $"BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.\n\nUsage: {Name}{(UsageLines.Find(Name) is { } line ? " " + line : utility.Usage.Length > 0 ? " " + utility.Usage : "")}\n");
    }

    /// <summary>Prints an error behind the program's name, after what was printed before.</summary>
    public async ValueTask ErrorAsync(string message)
    {
        await FlushAsync();
        await Process.WriteAsync(2, $"{Name}: {message}\n");
    }

    public ValueTask ErrorAsync(string what, Errno error) => ErrorAsync($"{what}: {error.Text()}");

    /// <summary>Prints, and writes it out now and then.</summary>
    public async ValueTask PrintAsync(string text)
    {
        Output.Append(text);
        if (Output.Length >= FlushAt) await FlushAsync();
    }

    /// <summary>False when standard output could not be written.</summary>
    public async ValueTask<bool> FlushAsync()
    {
        if (Output.Length > 0)
        {
            var text = Output.ToString();
            Output.Clear();
            var written = await Process.WriteAsync(1, text);
            if (written < 0 && !failed)
            {
                failed = true;
                await Process.WriteAsync(2, $"{Name}: write error: {((Errno)(-written)).Text()}\n");
            }
        }

        return !failed;
    }

    /// <summary>Opens a file for reading, <c>-</c> for standard input; null after printing why not.</summary>
    public async ValueTask<OpenFile?> OpenAsync(string path, bool quoteName = true)
    {
        if (path == "-") return Process.Files[0]?.Share() ?? new ClosedFile();
        var error = Process.Tree.Open(Process, path, OpenFlags.Read, 0, out var file);
        if (error == Errno.Ok) return file;
        await ErrorAsync(quoteName ? $"can't open '{path}': {error.Text()}" : $"{path}: {error.Text()}");
        return null;
    }

    /// <summary>All of a file; null after printing why not.</summary>
    public async ValueTask<string?> ReadAllAsync(string path)
    {
        if (await OpenAsync(path) is not { } file) return null;
        var content = await ReadAllAsync(file);
        file.Close();
        if (content is null) await ErrorAsync($"read error: {readError.Text()}");
        return content;
    }

    /// <summary>All that is left of an open file; null when it cannot be read.</summary>
    public async ValueTask<string?> ReadAllAsync(OpenFile file)
    {
        var content = new StringBuilder();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var count = await Process.ReadAsync(file, buffer);
            if (count < 0)
            {
                readError = (Errno)(-count);
                return null;
            }

            if (count == 0) return content.ToString();
            if (content.Length > 1 << 20) await Process.AllocateAsync(count);
            content.Append(Encoding.Latin1.GetString(buffer, 0, count));
        }
    }

    /// <summary>Lines as they come, with their line feeds (the last may lack one).</summary>
    public async IAsyncEnumerable<string> LinesAsync(OpenFile file, char terminator = '\n')
    {
        var rest = new StringBuilder();
        var buffer = new byte[4096];
        while (true)
        {
            var count = await Process.ReadAsync(file, buffer);
            if (count <= 0) break;
            var start = 0;
            for (var i = 0; i < count; i++)
            {
                if (buffer[i] != terminator) continue;
                rest.Append(Encoding.Latin1.GetString(buffer, start, i + 1 - start));
                start = i + 1;
                yield return rest.ToString();
                rest.Clear();
            }

            rest.Append(Encoding.Latin1.GetString(buffer, start, count - start));
            if (rest.Length > 1 << 20) await Process.AllocateAsync(count);
        }

        if (rest.Length > 0) yield return rest.ToString();
    }

    /// <summary>The lines of several files (or of standard input when there are none), complaining about those that do not open.</summary>
    public async ValueTask<List<string>> AllLinesAsync(IReadOnlyList<string> paths, Action? onError = null, char terminator = '\n')
    {
        var lines = new List<string>();
        foreach (var path in paths.Count == 0 ? ["-"] : paths)
        {
            if (await ReadAllAsync(path) is not { } content)
            {
                onError?.Invoke();
                continue;
            }

            var all = content.Split(terminator);
            lines.AddRange(all[^1].Length == 0 ? all[..^1] : all);
        }

        return lines;
    }
}

/// <summary>Standard input where there is none.</summary>
internal sealed class ClosedFile() : OpenFile(OpenFlags.Read)
{
    public override int Read(Span<byte> into) => -(int)Errno.EBADF;

    public override int Write(ReadOnlySpan<byte> from) => -(int)Errno.EBADF;
}
