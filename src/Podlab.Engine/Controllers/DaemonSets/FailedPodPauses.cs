namespace Podlab.Engine.Controllers.DaemonSets;

/// <summary>A daemon that fails again and again on a node is replaced after growing pauses: 1 s, doubling, at most 15 minutes.</summary>
internal sealed class FailedPodPauses
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);
    private readonly Dictionary<string, (DateTimeOffset Since, TimeSpan Pause)> entries = new(StringComparer.Ordinal);

    /// <summary>How long to wait still; zero: now, and the next time longer.</summary>
    public TimeSpan Ask(string key, DateTimeOffset now)
    {
        if (entries.TryGetValue(key, out var entry) && now < entry.Since + entry.Pause) return entry.Since + entry.Pause - now;
        var forgotten = entry.Pause == TimeSpan.Zero || now - entry.Since > Longest * 2;
        var pause = forgotten ? First : entry.Pause * 2;
        entries[key] = (now, pause < Longest ? pause : Longest);
        return TimeSpan.Zero;
    }
}
