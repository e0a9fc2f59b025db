using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Claims that ask for a fraction of a byte.</summary>
internal static class ClaimWarnings
{
    public static void Spec(ref List<string>? warnings, string path, PersistentVolumeClaimSpec spec)
    {
        PodWarnings.Fractions(ref warnings, path + ".resources.requests", spec.Resources.Requests);
        PodWarnings.Fractions(ref warnings, path + ".resources.limits", spec.Resources.Limits);
    }
}
