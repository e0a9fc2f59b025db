namespace Podlab.Simulation.Utilities.Basics;

internal sealed class True : Utility
{
    public override IReadOnlyList<string> Names => ["true"];

    public override ValueTask<int> RunAsync(Invocation run) => ValueTask.FromResult(0);
}

internal sealed class False : Utility
{
    public override IReadOnlyList<string> Names => ["false"];

    public override ValueTask<int> RunAsync(Invocation run) => ValueTask.FromResult(1);
}

internal sealed class Pwd : Utility
{
    public override IReadOnlyList<string> Names => ["pwd"];

    public override ValueTask<int> RunAsync(Invocation run)
    {
        run.Output.Append(run.Process.WorkingDirectory).Append('\n');
        return ValueTask.FromResult(0);
    }
}

/// <summary><c>yes [WORDS]</c>: for ever.</summary>
internal sealed class Yes : Utility
{
    public override IReadOnlyList<string> Names => ["yes"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var line = run.Arguments.Count > 0 ? string.Join(' ', run.Arguments) + "\n" : "y\n";
        var block = System.Text.Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(line, Math.Max(1, 8192 / line.Length))));
        while (true)
        {
            var written = await run.Process.WriteAsync(1, block);
            if (written == block.Length) continue;
            await run.ErrorAsync($"write error: {(written < 0 ? (Files.Errno)(-written) : Files.Errno.ENOSPC) switch { var error => Files.ErrnoText.Text(error) }}");
            return 1;
        }
    }
}
