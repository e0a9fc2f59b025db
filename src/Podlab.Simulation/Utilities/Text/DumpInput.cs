using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary>What the programs that dump bytes share: their input, and how single bytes are written.</summary>
internal static class DumpInput
{
    /// <summary>The bytes of all files from an offset on, and the offset; null after an error.</summary>
    public static async ValueTask<(byte[] Bytes, long Start)?> ReadAsync(Invocation run, IReadOnlyList<string> paths, string? skip, string? limit)
    {
        var all = new StringBuilder();
        var most = limit is not null && Count.Parse(limit) is { } given ? given : int.MaxValue;
        var from = skip is null ? 0 : Count.Parse(skip) ?? 0;
        foreach (var path in paths.Count == 0 ? ["-"] : paths)
        {
            if (await run.OpenAsync(path) is not { } file) return null;
            var buffer = new byte[4096];

            // No more than is wanted: the input may be endless.
            for (int count; all.Length < from + most && (count = await run.Process.ReadAsync(file, buffer)) > 0;)
            {
                if (all.Length > 1 << 20) await run.Process.AllocateAsync(count);
                all.Append(Encoding.Latin1.GetString(buffer, 0, count));
            }

            file.Close();
        }

        var bytes = Encoding.Latin1.GetBytes(all.ToString());
        var start = (int)Math.Min(from, bytes.Length);
        return (bytes[start..(int)Math.Min(bytes.Length, start + most)], start);
    }

    /// <summary>Whether a whole row is the one before it again.</summary>
    public static bool Repeats(byte[] bytes, int at, int row) => at >= row && at + row <= bytes.Length && bytes.AsSpan(at, row).SequenceEqual(bytes.AsSpan(at - row, row));

    public static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (var b in bytes) text.Append(b is >= 32 and < 127 ? (char)b : '.');
        return text.ToString();
    }

    public static string Octal(long value, int width) => Convert.ToString(value, 8).PadLeft(width, '0');

    /// <summary>A byte as C writes it between quotes.</summary>
    public static string Character(byte b) => b switch
    {
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        10 => "\\n",
        11 => "\\v",
        12 => "\\f",
        13 => "\\r",
        >= 32 and < 127 => ((char)b).ToString(CultureInfo.InvariantCulture),
        _ => Octal(b, 3),
    };
}
