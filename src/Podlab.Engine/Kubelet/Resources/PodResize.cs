using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Resources;

/// <summary>How far a change of a running pod's resources has come.</summary>
internal sealed class PodResize
{
    public const string Deferred = "Deferred";
    public const string Infeasible = "Infeasible";

    /// <summary>The pod as the API wants it, where the node has not agreed to it.</summary>
    public Pod? Desired { get; set; }

    /// <summary><see cref="Deferred"/> or <see cref="Infeasible"/>; null: nothing is refused.</summary>
    public string? Reason { get; set; }

    public string? Message { get; set; }

    /// <summary>The node has agreed, and the runtime has not done it yet.</summary>
    public bool IsInProgress { get; set; }

    public long? Generation { get; set; }

    /// <summary>Since when it has been waiting.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Why the runtime could not do what was agreed; null: it can, as far as is known.</summary>
    public string? Error { get; set; }
}
