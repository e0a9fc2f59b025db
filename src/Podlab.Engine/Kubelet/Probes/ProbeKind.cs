namespace Podlab.Engine.Kubelet.Probes;

internal enum ProbeKind
{
    Liveness,
    Readiness,
    Startup,
}

internal enum ProbeResult
{
    Unknown,
    Success,
    Failure,

    /// <summary>Well enough, but somebody should know.</summary>
    Warning,
}
