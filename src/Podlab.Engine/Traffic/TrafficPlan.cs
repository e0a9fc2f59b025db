namespace Podlab.Engine.Traffic;

/// <summary>Requests to be sent: where to, how often, how long, from where.</summary>
public sealed record TrafficPlan
{
    /// <summary>The most requests that one plan may send.</summary>
    public const int MostRequests = 1_000_000;

    /// <summary>
    /// A URL (<c>http://web/path</c>, <c>http://10.96.1.2:8080</c>), a host and port without scheme (<c>db:3306</c>: a connection alone), a service
    /// (<c>svc/web</c>, <c>svc/web:http</c>, by default its first port), or a pod (<c>pod/web-1:8080</c>).
    /// </summary>
    public required string Target { get; init; }

    /// <summary>Where services and pods are looked for, unless the target is a URL.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Requests a second, evenly spaced.</summary>
    public double Rate { get; init; } = 10;

    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one request may take, its connection included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How many requests may be under way at once; one that would be more is not sent and counts as skipped.</summary>
    public int Concurrency { get; init; } = 100;

    /// <summary>A pod's name (or <c>NAMESPACE/NAME</c>), <c>node/NAME</c>, or <c>outside</c>: a machine beside the cluster. Null: the first node.</summary>
    public string? From { get; init; }
}
