using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>rev</c>, <c>tac</c>, <c>nl</c>, <c>fold</c>: small changes of lines.</summary>
internal sealed class Lines : Utility
{
    public override IReadOnlyList<string> Names => ["rev", "tac", "nl", "fold", "expand", "unexpand", "shuf"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync(run.Name switch { "nl" => "pb:i:s:v:w:", "fold" => "bsw:", "expand" or "unexpand" => "it:fa", "shuf" => "ezi:n:o:", _ => "" }) is not { } options) return 1;
        if (run.Name == "shuf") return await ShuffleAsync(run, options);
        var status = 0;
        List<string> lines;
        var ends = true;
        if (run.Name == "fold" && options.Operands.Count < 2)
        {
            var content = await run.ReadAllAsync(options.Operands.FirstOrDefault("-"));
            if (content is null) return 1;
            ends = content.EndsWith('\n');
            lines = content.Length == 0 ? [] : [.. (ends ? content[..^1] : content).Split('\n')];
        }
        else
        {
            lines = await run.AllLinesAsync(options.Operands, () => status = 1);
        }

        if (run.Name == "tac") lines.Reverse();
        var number = 0;
        foreach (var line in lines)
        {
            var text = run.Name switch
            {
                "rev" => new string([.. line.Reverse()]),
                "nl" => line.Length == 0 && options.Value('b') != "a" ? "       " : (++number).ToString(CultureInfo.InvariantCulture).PadLeft(int.TryParse(options.Value('w'), out var width) ? width : 6) + (options.Value('s') ?? "\t") + line,
                "fold" => Fold(line, int.TryParse(options.Value('w'), out var most) ? most : 80, options.Has('s')),
                "expand" => Expand(line, int.TryParse(options.Value('t'), out var tab) && tab > 0 ? tab : 8),
                "unexpand" => Unexpand(line, int.TryParse(options.Value('t'), out var stop) && stop > 0 ? stop : 8),
                _ => line,
            };
            await run.PrintAsync(text + "\n");
        }

        if (!ends && run.Output.Length > 0 && run.Output[^1] == '\n') run.Output.Length--;
        return status;
    }

    /// <summary>Tabs become blanks up to the next stop.</summary>
    private static string Expand(string line, int stop)
    {
        var text = new StringBuilder();
        foreach (var c in line)
        {
            if (c == '\t') text.Append(' ', stop - text.Length % stop);
            else text.Append(c);
        }

        return text.ToString();
    }

    /// <summary>Leading blanks become tabs.</summary>
    private static string Unexpand(string line, int stop)
    {
        var rest = line.TrimStart(' ', '\t');
        var column = Expand(line[..^rest.Length], stop).Length;
        return new string('\t', column / stop) + new string(' ', column % stop) + rest;
    }

    private static async ValueTask<int> ShuffleAsync(Invocation run, Options options)
    {
        List<string> lines;
        if (options.Value('i') is { } range && range.Split('-') is [var low, var high] && int.TryParse(low, out var from) && int.TryParse(high, out var to))
            lines = [.. Enumerable.Range(from, Math.Max(0, to - from + 1)).Select(value => value.ToString(CultureInfo.InvariantCulture))];
        else lines = options.Has('e') ? options.Operands : await run.AllLinesAsync(options.Operands);
        for (var i = lines.Count - 1; i > 0; i--)
        {
            var other = (int)(run.Process.Kernel.NextRandom() % (ulong)(i + 1));
            (lines[i], lines[other]) = (lines[other], lines[i]);
        }

        foreach (var line in lines.Take(int.TryParse(options.Value('n'), out var count) ? count : int.MaxValue)) await run.PrintAsync(line + "\n");
        return 0;
    }

    private static string Fold(string line, int width, bool atSpaces)
    {
        var text = new StringBuilder();
        while (line.Length > width)
        {
            var end = width;
            if (atSpaces && line.LastIndexOf(' ', width - 1) is var space and >= 0) end = space + 1;
            text.Append(line.AsSpan(0, end)).Append('\n');
            line = line[end..];
        }

        return text.Append(line).ToString();
    }
}
