namespace Podlab.Simulation.Utilities.Text;

/// <summary><c>bc [-lqsw] [FILE]…</c>: expressions of numbers of any length, variables, <c>scale</c>, <c>ibase</c>, <c>obase</c>, <c>if</c>, <c>while</c>, <c>for</c>.</summary>
internal sealed class Bc : Utility
{
    private const int LibraryScale = 20;

    public override IReadOnlyList<string> Names => ["bc"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("lqsw") is not { } options) return 1;
        var calculator = new BcCalculator(run, options.Has('l') ? LibraryScale : 0);
        var status = 0;
        foreach (var path in options.Operands.Append("-"))
        {
            if (await run.ReadAllAsync(path) is not { } content) return 1;
            if (!await calculator.RunAsync(content)) return calculator.Status;
            status = calculator.Status;
        }

        return status;
    }
}
