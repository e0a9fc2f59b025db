using Podlab.Engine.Chance;

namespace Podlab.Engine.Network.Services;

/// <summary>
/// When a node's proxy has put a change into force: the change travels over its watch, and the rules of all services are written anew, at once when the proxy
/// was quiet, else a second after the last writing. It is worked out from the changes alone, so that a cluster without traffic spends nothing on it.
/// </summary>
/// <remarks>
/// Follows pkg/proxy/runner/bounded_frequency_runner.go with the default minSyncPeriod of iptables mode, 1 s (v1.36.3). Latencies are what small clusters show: a
/// watch event takes some milliseconds, iptables-restore some tens of them; the cluster's seed draws them for each node and change.
/// </remarks>
internal sealed class ProxySchedule(ulong seed, string node)
{
    private static readonly TimeSpan MinSyncPeriod = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ShortestWriting = TimeSpan.FromMilliseconds(40);
    private const int WatchSpreadMilliseconds = 20;
    private const int WritingSpreadMilliseconds = 60;

    private DateTimeOffset lastArrival = DateTimeOffset.MinValue;
    private DateTimeOffset lastStart = DateTimeOffset.MinValue;

    /// <summary>Takes the changes that are in force by <paramref name="now"/> off the front, in order, and says how many there are.</summary>
    public int TakeDue(IReadOnlyList<ProxyChange> changes, int from, DateTimeOffset now)
    {
        var taken = from;
        while (taken < changes.Count)
        {
            var arrival = Arrival(changes[taken], lastArrival);
            var start = lastStart == DateTimeOffset.MinValue || lastStart + MinSyncPeriod <= arrival ? arrival : lastStart + MinSyncPeriod;
            if (start + Writing(changes[taken]) > now) break;
            // Everything that has come by then goes into the same writing.
            while (taken < changes.Count && Arrival(changes[taken], lastArrival) is var next && next <= start)
            {
                lastArrival = next;
                taken++;
            }

            lastStart = start;
        }

        return taken - from;
    }

    private DateTimeOffset Arrival(ProxyChange change, DateTimeOffset before)
    {
        var arrival = change.At + ShortestWatch + TimeSpan.FromMilliseconds(Draw(change, "watch", WatchSpreadMilliseconds));
        return arrival < before ? before : arrival;
    }

    private TimeSpan Writing(ProxyChange change) => ShortestWriting + TimeSpan.FromMilliseconds(Draw(change, "writing", WritingSpreadMilliseconds));

    private int Draw(ProxyChange change, string what, int bound) => new SeededRandom(seed + (ulong)change.Number).Fork(what + "/" + node).Next(bound + 1);
}

/// <param name="Number">Counts the changes of a cluster.</param>
/// <param name="Service">Null: it is no more.</param>
internal sealed record ProxyChange(long Number, DateTimeOffset At, Controllers.ObjectKey Key, ProxiedService? Service);
