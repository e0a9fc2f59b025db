using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Causes;

/// <summary>Why a pod's volumes are not there.</summary>
internal sealed class VolumeCauses(ApiServer api)
{
    private readonly SpecLines lines = new(api);
    private readonly ObservedEvents events = new(api);

    /// <summary>What keeps the kubelet from mounting; null: nothing that it has told of.</summary>
    public Cause? Explain(Pod pod)
    {
        if (events.Newest(pod, "FailedMount", "FailedAttachVolume") is not { } failed) return null;
        var message = failed.Message ?? "";
        for (var i = 0; i < pod.Spec.Volumes.Count; i++)
        {
            if (!message.Contains($"\"{pod.Spec.Volumes[i].Name}\"", StringComparison.Ordinal)) continue;
            return new Cause(CauseKind.Volume, $"Volume {pod.Spec.Volumes[i].Name} cannot be mounted")
            {
                Evidence = [ObservedEvents.Text(failed)],
                Line = lines.Of(pod, string.Create(CultureInfo.InvariantCulture, $"spec.volumes[{i}]")),
            };
        }

        return new Cause(CauseKind.Volume, "A volume cannot be mounted") { Evidence = [ObservedEvents.Text(failed)], Line = lines.Of(pod, "spec.volumes") };
    }

    /// <summary>The claims of a pod that are missing or not bound.</summary>
    public IEnumerable<Cause> Claims(Pod pod)
    {
        for (var i = 0; i < pod.Spec.Volumes.Count; i++)
        {
            if (pod.Spec.Volumes[i].PersistentVolumeClaim?.ClaimName is not { Length: > 0 } name) continue;
            if (api.Of<PersistentVolumeClaim>().Find(pod.Metadata.Namespace ?? "", name) is not { } claim)
            {
                var path = string.Create(CultureInfo.InvariantCulture, $"spec.volumes[{i}].persistentVolumeClaim.claimName");
                yield return new Cause(CauseKind.Volume, $"There is no PersistentVolumeClaim {name}") { Line = lines.Of(pod, path) };
            }
            else if (claim.Status.Phase != "Bound")
            {
                yield return new Cause(CauseKind.Volume, $"PersistentVolumeClaim {name} is {claim.Status.Phase ?? "Pending"}")
                {
                    Evidence = [.. events.About(claim).Take(1).Select(ObservedEvents.Text)],
                    Line = lines.Of(claim, "spec.storageClassName"),
                };
            }
        }
    }
}
