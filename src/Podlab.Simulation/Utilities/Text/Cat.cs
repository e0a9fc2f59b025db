using System.Buffers;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>cat [-nbvteAs] [FILE]…</c></summary>
internal sealed class Cat : Utility
{
    public override IReadOnlyList<string> Names => ["cat"];

    public override string Usage => "[-nbvteA] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("nbvteAus") is not { } options) return 1;
        var status = 0;
        var plain = options.Given.All(option => option.Letter is 'u' or 's');
        var number = 0;
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.OpenAsync(path) is not { } file)
            {
                status = 1;
                continue;
            }

            if (plain)
            {
                if (!await CopyAsync(run, file)) status = 1;
            }
            else
            {
                await foreach (var line in run.LinesAsync(file))
                {
                    var numbered = options.Has('n') || (options.Has('b') && line != "\n");
                    if (numbered) run.Output.Append((++number).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(6)).Append('\t');
                    await run.PrintAsync(Show(line, options));
                }
            }

            file.Close();
        }

        return status;
    }

    private const int BufferBytes = 64 * 1024;

    private static async ValueTask<bool> CopyAsync(Invocation run, OpenFile file)
    {
        // Probes run cat every few seconds, most of them on an empty file.
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            while (true)
            {
                var count = await run.Process.ReadAsync(file, buffer.AsMemory(0, BufferBytes));
                if (count == 0) return true;
                if (count < 0)
                {
                    await run.ErrorAsync("read error", (Errno)(-count));
                    return false;
                }

                var written = await run.Process.WriteAsync(1, buffer.AsMemory(0, count));
                if (written >= count) continue;
                await run.ErrorAsync("write error", written < 0 ? (Errno)(-written) : Errno.ENOSPC);
                return false;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string Show(string line, Options options)
    {
        var (ends, tabs) = (options.Has('e') || options.Has('A'), options.Has('t') || options.Has('A'));
        if (!ends && !tabs && !options.Has('v')) return line;
        var text = new System.Text.StringBuilder();
        foreach (var c in line)
        {
            if (c == '\n') text.Append(ends ? "$\n" : "\n");
            else if (c == '\t') text.Append(tabs ? "^I" : "\t");
            else if (c < ' ') text.Append('^').Append((char)(c + 64));
            else if (c == 127) text.Append("^?");
            else if (c > 127) text.Append("M-").Append(c - 128 < 32 ? "^" + (char)(c - 128 + 64) : c == 255 ? "^?" : ((char)(c - 128)).ToString());
            else text.Append(c);
        }

        return text.ToString();
    }
}
