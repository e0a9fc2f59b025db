namespace Podlab.Engine.Traffic;

/// <summary>How a request ended.</summary>
public enum TrafficOutcome
{
    /// <summary>Answered, with a status below 400; without HTTP: connected.</summary>
    Ok,

    /// <summary>Answered, with a status from 400 on.</summary>
    Error,

    /// <summary>Nobody listened, or the service has no endpoint.</summary>
    Refused,

    /// <summary>No answer in time, or no way to the address.</summary>
    TimedOut,

    /// <summary>The connection broke or ended before the answer was whole.</summary>
    Reset,

    /// <summary>The name is not known.</summary>
    UnknownName,

    /// <summary>Not sent: too many were under way.</summary>
    Skipped,
}
