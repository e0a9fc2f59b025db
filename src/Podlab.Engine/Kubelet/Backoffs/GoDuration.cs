using System.Globalization;

namespace Podlab.Engine.Kubelet.Backoffs;

/// <summary>Times in Go's words: <c>10s</c>, <c>1m20s</c>, <c>5m0s</c>.</summary>
internal static class GoDuration
{
    public static string Text(TimeSpan time)
    {
        var seconds = (long)time.TotalSeconds;
        return seconds < 60
            ? string.Create(CultureInfo.InvariantCulture, $"{seconds}s")
            : seconds < 3600
                ? string.Create(CultureInfo.InvariantCulture, $"{seconds / 60}m{seconds % 60}s")
                : string.Create(CultureInfo.InvariantCulture, $"{seconds / 3600}h{seconds / 60 % 60}m{seconds % 60}s");
    }
}
