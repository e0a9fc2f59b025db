using System.Globalization;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary><c>seq [-w] [-s SEP] [FIRST [INC]] LAST</c></summary>
internal sealed class Seq : Utility
{
    public override IReadOnlyList<string> Names => ["seq"];

    public override string Usage => "[-w] [-s SEP] [FIRST [INC]] LAST";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var (pad, separator) = (false, "\n");
        var numbers = new List<string>();
        for (var i = 0; i < run.Arguments.Count; i++)
        {
            var argument = run.Arguments[i];
            if (argument == "-w") pad = true;
            else if (argument == "-s" && i + 1 < run.Arguments.Count) separator = run.Arguments[++i];
            else if (argument.StartsWith("-s", StringComparison.Ordinal)) separator = argument[2..];
            else if (argument.Length > 1 && argument[0] == '-' && char.IsAsciiLetter(argument[1]))
            {
                await run.ErrorAsync($"invalid option -- '{argument[1]}'");
                await run.UsageAsync();
                return 1;
            }
            else numbers.Add(argument);
        }

        if (numbers.Count is 0 or > 3)
        {
            await run.UsageAsync();
            return 1;
        }

        var values = new List<decimal>();
        foreach (var text in numbers)
        {
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
            {
                values.Add(value);
                continue;
            }

            await run.UsageAsync();
            return 1;
        }

        var first = values.Count > 1 ? values[0] : 1;
        var step = values.Count > 2 ? values[1] : 1;
        var last = values[^1];
        var decimals = numbers.Max(text => text.Contains('.', StringComparison.Ordinal) ? text.Length - text.IndexOf('.', StringComparison.Ordinal) - 1 : 0);
        var format = "F" + decimals;
        var width = pad ? Math.Max(first.ToString(format, CultureInfo.InvariantCulture).Length, last.ToString(format, CultureInfo.InvariantCulture).Length) : 0;
        var any = false;
        for (var value = first; step >= 0 ? value <= last : value >= last; value += step)
        {
            if (any) run.Output.Append(separator);
            any = true;
            var text = value.ToString(format, CultureInfo.InvariantCulture);
            if (text.Length < width) text = (value < 0 ? "-" : "") + text.TrimStart('-').PadLeft(width - (value < 0 ? 1 : 0), '0');
            await run.PrintAsync(text);
        }

        if (any) run.Output.Append('\n');
        return 0;
    }
}
