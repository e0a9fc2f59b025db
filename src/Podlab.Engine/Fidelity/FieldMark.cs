namespace Podlab.Engine.Fidelity;

/// <summary>What the simulated node makes of a field of the pod's spec.</summary>
public enum FieldMark
{
    /// <summary>What Kubernetes v1.36.3 makes of it.</summary>
    Exact,

    /// <summary>Nearly that; the note says what differs.</summary>
    Approximate,

    /// <summary>Nothing: it is stored and shown.</summary>
    Ignored,
}
