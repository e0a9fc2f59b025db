using Podlab.Api.Model;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Annotations that fields have replaced: worth a word where the field is not set.</summary>
internal static class AnnotationWarnings
{
    private const string Seccomp = "non-functional in v1.27+; use the \"seccompProfile\" field instead";
    private const string Sysctls = "non-functional in v1.11+; use the \"sysctls\" field instead";

    public static void Add(ref List<string>? warnings, string prefix, ObjectMeta meta, PodSpec spec)
    {
        if (meta.Annotations.IsEmpty)
        {
            return;
        }
        Say(ref warnings, prefix, meta, "scheduler.alpha.kubernetes.io/critical-pod", "non-functional in v1.16+; use the \"priorityClassName\" field instead");
        Say(ref warnings, prefix, meta, "security.alpha.kubernetes.io/sysctls", Sysctls);
        Say(ref warnings, prefix, meta, "security.alpha.kubernetes.io/unsafe-sysctls", Sysctls);
        if (spec.SecurityContext?.SeccompProfile is null)
        {
            Say(ref warnings, prefix, meta, PodAnnotationValidation.SeccompPod, Seccomp);
        }
        // A pod's own AppArmor annotations have become fields by now, and still earn the word.
        var hasProfile = prefix.Length > 0 && spec.SecurityContext?.AppArmorProfile is not null;
        foreach (var container in spec.InitContainers.Concat(spec.Containers))
        {
            if (container.SecurityContext?.SeccompProfile is null)
            {
                Say(ref warnings, prefix, meta, PodAnnotationValidation.SeccompContainerPrefix + container.Name, Seccomp);
            }
            if (!hasProfile && (prefix.Length == 0 || container.SecurityContext?.AppArmorProfile is null))
            {
                Say(ref warnings, prefix, meta, PodAnnotationValidation.AppArmorPrefix + container.Name, "deprecated since v1.30; use the \"appArmorProfile\" field instead");
            }
        }
    }

    private static void Say(ref List<string>? warnings, string prefix, ObjectMeta meta, string key, string text)
    {
        if (meta.Annotations.ContainsKey(key))
        {
            PodWarnings.Say(ref warnings, $"{prefix}metadata.annotations[{key}]: {text}");
        }
    }
}
