using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.PersistentVolumes;

/// <summary>Which claims a pod stands on: those it names, and those that were made for its ephemeral volumes.</summary>
internal static class ClaimUse
{
    public static IEnumerable<string> ClaimsOf(Pod pod)
    {
        foreach (var volume in pod.Spec.Volumes.AsEnumerable())
        {
            if (volume.PersistentVolumeClaim is { } source) yield return source.ClaimName;
            else if (volume.Ephemeral is not null) yield return EphemeralName(pod, volume);
        }
    }

    public static bool Uses(Pod pod, string claim) => ClaimsOf(pod).Contains(claim);

    public static string EphemeralName(Pod pod, Volume volume) => $"{pod.Metadata.Name}-{volume.Name}";
}
