namespace Podlab.Engine.Network;

public enum ConnectOutcome
{
    Connected,

    /// <summary>Nobody listens there: the answer comes at once.</summary>
    Refused,

    /// <summary>No answer within the time.</summary>
    TimedOut,

    /// <summary>The address belongs to nobody.</summary>
    Unreachable,
}

/// <param name="Connection">Null unless connected.</param>
public readonly record struct ConnectResult(ConnectOutcome Outcome, Connection? Connection)
{
    /// <summary>The address that was really tried, behind a service's; null: a service has nobody behind it. Programs do not see it.</summary>
    public string? Endpoint { get; init; }

    /// <summary>The C library's words, as Go's dialer and most programs print them.</summary>
    public string Words => Outcome switch
    {
        ConnectOutcome.Refused => "connection refused",
        ConnectOutcome.TimedOut => "connection timed out",
        ConnectOutcome.Unreachable => "no route to host",
        _ => "success",
    };
}
