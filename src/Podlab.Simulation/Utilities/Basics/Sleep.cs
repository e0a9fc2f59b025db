using System.Globalization;

namespace Podlab.Simulation.Utilities.Basics;

/// <summary><c>sleep N[smhd]…</c>, fractions and <c>infinity</c> too.</summary>
internal sealed class Sleep : Utility
{
    public override IReadOnlyList<string> Names => ["sleep", "usleep"];

    public override string Usage => "[N]...\n\nPause for a time equal to the total of the args given, where each arg can\nhave an optional suffix of (s)econds, (m)inutes, (h)ours, or (d)ays";

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Arguments.Count == 0)
        {
            await run.UsageAsync();
            return 1;
        }

        double total = 0;
        foreach (var text in run.Arguments)
        {
            if (Seconds(text) is not { } seconds)
            {
                await run.ErrorAsync($"invalid number '{text}'");
                return 1;
            }

            total += run.Name == "usleep" ? seconds / 1e6 : seconds;
        }

        if (double.IsInfinity(total) || total > 1e9) await run.Process.PauseAsync();
        else if (total > 0) await run.Process.SleepAsync(TimeSpan.FromSeconds(total));
        return 0;
    }

    /// <summary>A span of time as sleep, timeout and watch read it; null when it is none.</summary>
    public static double? Seconds(string text)
    {
        if (text is "inf" or "infinity") return double.PositiveInfinity;
        var unit = text.Length > 1 ? text[^1] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 } : 0;
        var digits = unit > 0 ? text[..^1] : text;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)) return null;
        return value * Math.Max(1, unit);
    }
}
