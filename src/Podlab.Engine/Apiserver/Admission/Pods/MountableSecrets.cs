using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Pods;

/// <summary>An account that enforces its list of secrets keeps pods from using any other.</summary>
internal static class MountableSecrets
{
    public static void Check(AdmissionRequest request, Pod pod, ServiceAccount account)
    {
        var mountable = account.Secrets.Select(secret => secret.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var volume in pod.Spec.Volumes)
        {
            if (volume.Secret?.SecretName is { } name && !mountable.Contains(name)) throw Refused(request, account, $"volume with secret.secretName={GoText.Quote(name)}");
        }

        CheckContainers(request, account, mountable, pod.Spec.InitContainers, "init container");
        CheckContainers(request, account, mountable, pod.Spec.Containers, "container");
        var pull = account.ImagePullSecrets.Select(secret => secret.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < pod.Spec.ImagePullSecrets.Count; i++)
        {
            var name = pod.Spec.ImagePullSecrets[i].Name ?? "";
            if (!pull.Contains(name))
                throw request.Refuse($"imagePullSecrets[{i}].name={GoText.Quote(name)} is not allowed because service account {account.Metadata.Name} does not reference that imagePullSecret");
        }
    }

    private static void CheckContainers(AdmissionRequest request, ServiceAccount account, HashSet<string?> mountable, ValueList<Container> containers, string kind)
    {
        foreach (var container in containers)
        {
            foreach (var variable in container.Env)
            {
                if (variable.ValueFrom?.SecretKeyRef is { } reference && !mountable.Contains(reference.Name))
                    throw Refused(request, account, $"{kind} {container.Name} with envVar {variable.Name} referencing secret.secretName={GoText.Quote(reference.Name ?? "")}");
            }
        }
    }

    private static ApiException Refused(AdmissionRequest request, ServiceAccount account, string what) =>
        request.Refuse($"{what} is not allowed because service account {account.Metadata.Name} does not reference that secret");
}
