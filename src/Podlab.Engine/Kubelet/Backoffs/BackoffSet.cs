namespace Podlab.Engine.Kubelet.Backoffs;

/// <summary>The back-off series of one pod: per container and its definition, per image.</summary>
internal sealed class BackoffSet(TimeSpan initial, TimeSpan max)
{
    private readonly List<(string Key, Backoff Series)> series = [];

    public Backoff Get(string key)
    {
        foreach (var (name, found) in series)
        {
            if (name == key) return found;
        }

        var made = new Backoff(initial, max);
        series.Add((key, made));
        return made;
    }
}
