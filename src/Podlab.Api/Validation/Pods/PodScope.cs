using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>What the parts of a pod need to know of the whole while they are checked.</summary>
/// <param name="IsPod">A pod itself, not a template of one.</param>
/// <param name="PodName">For names that volumes derive; null in templates.</param>
internal sealed record PodScope(FieldErrorList Errors, PodSpec Spec, bool IsPod, string? PodName)
{
    private Dictionary<string, Volume>? volumes;
    private HashSet<string>? claimNames;

    /// <summary>Volumes that are well-formed; others cannot be mounted.</summary>
    public Dictionary<string, Volume> Volumes => volumes ??= new Dictionary<string, Volume>(StringComparer.Ordinal);

    public HashSet<string> ClaimNames => claimNames ??= new HashSet<string>(StringComparer.Ordinal);

    public long? GracePeriod => Spec.TerminationGracePeriodSeconds;

    public bool UsesHostUsers => Spec.HostUsers ?? true;

    /// <summary>Values that were accepted once and may stay: an update of an older object is not refused for them.</summary>
    public bool AllowsOldValues { get; init; }
}
