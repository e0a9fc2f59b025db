using System.Globalization;

namespace Podlab.Engine.Kubelet.Eviction;

/// <summary>How little of something may be left before pods have to go.</summary>
/// <param name="Quantity">Bytes or a number; null: <paramref name="Share"/> of the capacity.</param>
/// <param name="GracePeriod">How long it may last; zero: not at all (a hard threshold).</param>
/// <param name="MinimumReclaim">How much more has to be free again before it counts as relieved.</param>
internal sealed record EvictionThreshold(EvictionSignal Signal, long? Quantity, double Share, TimeSpan GracePeriod, EvictionAmount? MinimumReclaim)
{
    public bool IsHard => GracePeriod == TimeSpan.Zero;

    public long AmountOf(long capacity) => new EvictionAmount(Quantity, Share).Of(capacity);

    public static IReadOnlyList<EvictionThreshold> Read(KubeletConfiguration configuration)
    {
        var result = new List<EvictionThreshold>();
        foreach (var signal in EvictionSignal.All)
        {
            if (Find(configuration.EvictionHard, signal) is { } amount) result.Add(new EvictionThreshold(signal, amount.Quantity, amount.Share, TimeSpan.Zero, Find(configuration.EvictionMinimumReclaim, signal)));
        }

        foreach (var signal in EvictionSignal.All)
        {
            if (Find(configuration.EvictionSoft, signal) is not { } amount) continue;
            if (!configuration.EvictionSoftGracePeriod.TryGetValue(signal.Name, out var grace)) throw new ArgumentException($"grace period must be specified for the soft eviction threshold {signal.Name}");
            result.Add(new EvictionThreshold(signal, amount.Quantity, amount.Share, grace, Find(configuration.EvictionMinimumReclaim, signal)));
        }

        return result;
    }

    private static EvictionAmount? Find(IReadOnlyDictionary<string, string> texts, EvictionSignal signal) => texts.TryGetValue(signal.Name, out var text) ? EvictionAmount.Parse(text) : null;
}

/// <summary>An amount as the configuration gives it: <c>100Mi</c>, or <c>10%</c> of the capacity.</summary>
internal readonly record struct EvictionAmount(long? Quantity, double Share)
{
    public long Of(long capacity) => Quantity ?? (long)(capacity * Share);

    public static EvictionAmount? Parse(string text)
    {
        if (text.EndsWith('%')) return double.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) is > 0 and var percent ? new EvictionAmount(null, percent / 100) : null;
        return Api.Quantity.Parse(text) is { IsZero: false } quantity ? new EvictionAmount(quantity.Value, 0) : null;
    }
}
