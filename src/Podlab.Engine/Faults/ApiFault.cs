namespace Podlab.Engine.Faults;

/// <summary>What becomes of requests to the API.</summary>
internal enum ApiFaultKind
{
    /// <summary>Nobody listens.</summary>
    Down,

    /// <summary>The connection breaks before there is an answer.</summary>
    Drop,

    /// <summary>The server is too busy and asks for another try in a second.</summary>
    Refuse,

    /// <summary>The answer takes its time.</summary>
    Slow,
}

/// <param name="Share">Of how many requests, 0 to 1.</param>
/// <param name="Delay">How much later a slow answer comes.</param>
/// <param name="Client">Whose requests; null: everybody's.</param>
internal sealed record ApiFault(ApiFaultKind Kind, double Share, TimeSpan Delay, string? Client);
