using System.Text;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary><c>echo [-neE] TEXT…</c></summary>
public static class EchoText
{
    public static void Append(StringBuilder output, IReadOnlyList<string> arguments)
    {
        var (newline, escapes) = (true, false);
        var index = 1;
        for (; index < arguments.Count; index++)
        {
            var argument = arguments[index];
            if (argument.Length < 2 || argument[0] != '-' || argument.AsSpan(1).IndexOfAnyExcept("neE") >= 0) break;
            foreach (var letter in argument.AsSpan(1))
            {
                if (letter == 'n') newline = false;
                else escapes = letter == 'e';
            }
        }

        for (var first = true; index < arguments.Count; index++, first = false)
        {
            if (!first) output.Append(' ');
            if (!escapes)
            {
                output.Append(arguments[index]);
                continue;
            }

            var stopped = false;
            output.Append(Escapes.Expand(arguments[index], zeroOctal: true, stop: () => stopped = true));
            if (stopped) return;
        }

        if (newline) output.Append('\n');
    }
}

internal sealed class Echo : Utility
{
    public override IReadOnlyList<string> Names => ["echo"];

    public override ValueTask<int> RunAsync(Invocation run)
    {
        EchoText.Append(run.Output, run.Process.Arguments);
        return ValueTask.FromResult(0);
    }
}
