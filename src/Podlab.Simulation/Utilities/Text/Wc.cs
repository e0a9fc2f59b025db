using System.Globalization;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>wc [-cmlwL] [FILE]…</c></summary>
internal sealed class Wc : Utility
{
    public override IReadOnlyList<string> Names => ["wc"];

    public override string Usage => "[-cmlwL] [FILE]...";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("lwcmL") is not { } options) return 1;
        var letters = "lwcmL".Where(options.Has).ToArray();
        if (letters.Length == 0) letters = ['l', 'w', 'c'];
        var totals = new long[letters.Length];
        var status = 0;
        var plain = letters.Length == 1 && options.Operands.Count < 2;
        foreach (var path in options.Operands.Count == 0 ? ["-"] : options.Operands)
        {
            if (await run.OpenAsync(path, quoteName: false) is not { } file)
            {
                status = 1;
                continue;
            }

            var content = await run.ReadAllAsync(file);
            file.Close();
            if (content is null)
            {
                await run.ErrorAsync("read error: Is a directory");
                status = 1;
                content = "";
            }

            var counts = Array.ConvertAll(letters, letter => Measure(content, letter));
            for (var i = 0; i < counts.Length; i++) totals[i] = letters[i] == 'L' ? Math.Max(totals[i], counts[i]) : totals[i] + counts[i];
            Print(run, counts, options.Operands.Count == 0 ? null : path, plain);
        }

        if (options.Operands.Count > 1) Print(run, totals, "total", plain);
        return status;
    }

    private static void Print(Invocation run, long[] counts, string? name, bool plain)
    {
        var texts = counts.Select(count => count.ToString(CultureInfo.InvariantCulture));
        run.Output.Append(plain ? string.Join(' ', texts) : string.Join(' ', texts.Select(text => text.PadLeft(9)))).Append(name is null ? "" : " " + name).Append('\n');
    }

    private static long Measure(string content, char letter) => letter switch
    {
        'l' => content.AsSpan().Count('\n'),
        'w' => content.Split([' ', '\t', '\n', '\r', '\v', '\f'], StringSplitOptions.RemoveEmptyEntries).Length,
        'm' => content.Count(c => (c & 0xC0) != 0x80),
        'L' => content.Split('\n').Max(line => line.Length),
        _ => content.Length,
    };
}
