namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>date [-u] [-R] [-I[SPEC]] [-d TIME] [-r FILE] [+FMT]</c></summary>
internal sealed class Date : Utility
{
    public override IReadOnlyList<string> Names => ["date"];

    public override string Usage => "[OPTIONS] [+FMT] [[-s] TIME]";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        for (var i = 0; i < run.Arguments.Count; i++)
            if (run.Arguments[i].StartsWith("-I", StringComparison.Ordinal)) run.Arguments[i] = "--iso=" + run.Arguments[i][2..];
        if (await run.OptionsAsync("uRs:d:r:D:I:", new Dictionary<string, char> { ["iso"] = 'I', ["iso-8601"] = 'I', ["utc"] = 'u', ["date"] = 'd', ["rfc-2822"] = 'R', ["reference"] = 'r' }) is not { } options) return 1;
        var now = run.Process.Kernel.Now;
        var time = now;
        if (options.Value('d') is { } text)
        {
            if (DateText.Parse(text, now) is not { } parsed)
            {
                await run.ErrorAsync($"invalid date '{text}'");
                return 1;
            }

            time = parsed;
        }

        if (options.Value('r') is { } path)
        {
            var error = run.Process.Tree.Find(run.Process, path, true, out var node);
            if (error != Files.Errno.Ok)
            {
                await run.ErrorAsync($"can't stat '{path}': {Files.ErrnoText.Text(error)}");
                return 1;
            }

            time = node.Modified;
        }

        if (options.Value('I') is { } precision && !((string[])["date", "hours", "minutes", "seconds", "ns"]).Any(known => known.StartsWith(precision, StringComparison.Ordinal)))
        {
            await run.UsageAsync();
            return 1;
        }

        if (options.Has('s') || (options.Operands.Count > 0 && options.Operands[0][0] != '+'))
        {
            if (options.Has('s') || DateText.Parse(options.Operands[0], now) is not null)
            {
                await run.ErrorAsync("can't set date: Operation not permitted");
                return 1;
            }

            await run.ErrorAsync($"invalid date '{options.Operands[0]}'");
            return 1;
        }

        var format = options.Operands.Count > 0 ? options.Operands[0][1..]
            : options.Has('R') ? "%a, %d %b %Y %H:%M:%S %z"
            : options.Has('I') ? options.Value('I') switch { "seconds" or "s" => "%Y-%m-%dT%H:%M:%S+00:00", "minutes" or "m" => "%Y-%m-%dT%H:%M+00:00", "hours" or "h" => "%Y-%m-%dT%H+00:00", _ => "%Y-%m-%d" }
            : "%a %b %e %H:%M:%S %Z %Y";
        var zone = options.Has('u') ? TimeZoneText.Utc : TimeZoneText.Parse(run.Process.GetEnvironment("TZ"));
        run.Output.Append(DateText.Format(format, time.ToOffset(zone.Offset), zone.Name)).Append('\n');
        return 0;
    }
}
