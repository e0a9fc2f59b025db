namespace Podlab.Engine.Controllers;

/// <summary>How often and after which pauses a key that failed is tried again.</summary>
/// <param name="First">The first pause; each further one is twice as long.</param>
/// <param name="Longest">No pause is longer.</param>
/// <param name="Most">After so many tries in a row the key is dropped until something changes.</param>
internal sealed record Retries(TimeSpan First, TimeSpan Longest, int Most = int.MaxValue)
{
    /// <summary>What most controllers do: 5 ms to 1000 s, for ever (client-go/util/workqueue DefaultTypedControllerRateLimiter).</summary>
    public static Retries Default { get; } = new(TimeSpan.FromMilliseconds(5), TimeSpan.FromSeconds(1000));

    /// <summary>As the default, but the sixteenth failure in a row is the last (pkg/controller/deployment and endpoint: maxRetries).</summary>
    public static Retries Fifteen { get; } = Default with { Most = 15 };

    /// <summary>1 s to a minute, for ever (pkg/controller/job: DefaultJobApiBackOff, MaxJobApiBackOff).</summary>
    public static Retries OfJobs { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(1));

    /// <summary>1 s to 1000 s, fifteen times (pkg/controller/endpointslice: defaultSyncBackOff, maxSyncBackOff, maxRetries).</summary>
    public static Retries OfSlices { get; } = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1000), 15);
}
