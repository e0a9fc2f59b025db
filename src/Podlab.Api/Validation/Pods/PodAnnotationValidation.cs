using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Annotations with a meaning: mirror pods, deletion cost, and the security profiles of old.</summary>
internal static class PodAnnotationValidation
{
    public const string Mirror = "kubernetes.io/config.mirror";
    public const string SeccompPod = "seccomp.security.alpha.kubernetes.io/pod";
    public const string SeccompContainerPrefix = "container.seccomp.security.alpha.kubernetes.io/";
    public const string AppArmorPrefix = "container.apparmor.security.beta.kubernetes.io/";
    private const string DeletionCost = "controller.kubernetes.io/pod-deletion-cost";

    public static void Validate(FieldErrorList errors, ValueMap<string> annotations, PodSpec spec, FieldPath path)
    {
        if (annotations.IsEmpty)
        {
            return;
        }
        if (annotations.TryGetValue(Mirror, out var mirror) && string.IsNullOrEmpty(spec.NodeName))
        {
            errors.Invalid(path.Key(Mirror), mirror, "must set spec.nodeName if mirror pod annotation is set");
        }
        if (annotations.TryGetValue(DeletionCost, out var cost) && !IsCost(cost))
        {
            errors.Invalid(path.Key(DeletionCost), cost, "must be a 32bit integer");
        }
        if (annotations.TryGetValue(SeccompPod, out var seccomp))
        {
            Seccomp(errors, seccomp, path, SeccompPod);
        }
        foreach (var (key, value) in annotations)
        {
            if (key.StartsWith(SeccompContainerPrefix, StringComparison.Ordinal))
            {
                Seccomp(errors, value, path, key);
            }
        }
        foreach (var (key, value) in annotations)
        {
            if (key.StartsWith(AppArmorPrefix, StringComparison.Ordinal))
            {
                AppArmor(errors, key, value, spec, path);
            }
        }
    }

    /// <summary>An update may not touch the mirror mark nor AppArmor's annotations.</summary>
    public static void ValidateUpdate(FieldErrorList errors, ValueMap<string> annotations, ValueMap<string> old, PodSpec spec, FieldPath path)
    {
        foreach (var (key, value) in old)
        {
            if (annotations.GetValueOrDefault(key) == value)
            {
                continue;
            }
            Forbid(errors, key, path, "may not remove or update AppArmor annotations", "may not remove or update mirror pod annotation");
        }
        foreach (var (key, _) in annotations)
        {
            if (!old.ContainsKey(key))
            {
                Forbid(errors, key, path, "may not add AppArmor annotations", "may not add mirror pod annotation");
            }
        }
        Validate(errors, annotations, spec, path);
    }

    /// <summary>Where a profile is said twice, by annotation and by field, both say the same.</summary>
    public static void FieldsMatch(FieldErrorList errors, ValueMap<string> annotations, PodSpec spec, FieldPath path)
    {
        if (annotations.IsEmpty)
        {
            return;
        }
        if (spec.SecurityContext?.SeccompProfile is { } pod && annotations.TryGetValue(SeccompPod, out var value))
        {
            SeccompMatches(errors, value, pod, path.Child("securityContext", "seccompProfile"));
        }
        foreach (var (name, context, at) in Containers(spec, path))
        {
            if (context?.SeccompProfile is { } profile && annotations.TryGetValue(SeccompContainerPrefix + name, out var annotation))
            {
                SeccompMatches(errors, annotation, profile, at.Child("securityContext", "seccompProfile"));
            }
        }
        if (spec.Os?.Name == "windows")
        {
            return;
        }
        foreach (var (name, context, at) in Containers(spec, path))
        {
            if ((context?.AppArmorProfile ?? spec.SecurityContext?.AppArmorProfile) is { } profile && annotations.TryGetValue(AppArmorPrefix + name, out var annotation))
            {
                AppArmorMatches(errors, annotation, profile, at.Child("securityContext", "appArmorProfile"));
            }
        }
    }

    private static bool IsCost(string value) =>
        value.Length == 0 || (value[0] != '+' && !(value[0] == '0' && value != "0")
            && int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));

    private static void Seccomp(FieldErrorList errors, string profile, FieldPath path, string key)
    {
        if (profile is "runtime/default" or "docker/default" or "unconfined")
        {
            return;
        }
        if (profile.StartsWith("localhost/", StringComparison.Ordinal))
        {
            PathRules.Descending(errors, path, key, profile["localhost/".Length..]);
        }
        else
        {
            errors.Invalid(path.Child(key), profile, "must be a valid seccomp profile");
        }
    }

    private static void AppArmor(FieldErrorList errors, string key, string profile, PodSpec spec, FieldPath path)
    {
        var container = key[AppArmorPrefix.Length..];
        if (!Containers(spec, path).Any(item => item.Name == container))
        {
            errors.Invalid(path.Key(key), container, "container not found");
        }
        if (profile is not ("" or "runtime/default" or "unconfined") && !profile.StartsWith("localhost/", StringComparison.Ordinal))
        {
            errors.Invalid(path.Key(key), profile, $"invalid AppArmor profile name: {GoText.Quote(profile)}");
        }
    }

    private static void Forbid(FieldErrorList errors, string key, FieldPath path, string appArmor, string mirror)
    {
        if (key.StartsWith(AppArmorPrefix, StringComparison.Ordinal))
        {
            errors.Forbidden(path.Key(key), appArmor);
        }
        if (key == Mirror)
        {
            errors.Forbidden(path.Key(key), mirror);
        }
    }

    private static void SeccompMatches(FieldErrorList errors, string annotation, SeccompProfile profile, FieldPath path)
    {
        var matches = profile.Type switch
        {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => annotation is "runtime/default" or "docker/default",
            "Localhost" => annotation.StartsWith("localhost/", StringComparison.Ordinal),
            _ => true,
        };
        if (!matches)
        {
            errors.Forbidden(path.Child("type"), "seccomp type in annotation and field must match");
        }
        else if (profile.Type == "Localhost" && annotation["localhost/".Length..] != profile.LocalhostProfile)
        {
            errors.Forbidden(path.Child("localhostProfile"), "seccomp profile in annotation and field must match");
        }
    }

    private static void AppArmorMatches(FieldErrorList errors, string annotation, AppArmorProfile profile, FieldPath path)
    {
        var matches = profile.Type switch
        {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => annotation == "runtime/default",
            "Localhost" => annotation.StartsWith("localhost/", StringComparison.Ordinal),
            _ => true,
        };
        if (!matches)
        {
            errors.Forbidden(path.Child("type"), "apparmor type in annotation and field must match");
        }
        else if (profile.Type == "Localhost" && annotation["localhost/".Length..] != profile.LocalhostProfile)
        {
            errors.Forbidden(path.Child("localhostProfile"), "apparmor profile in annotation and field must match");
        }
    }

    private static IEnumerable<(string Name, SecurityContext? Context, FieldPath Path)> Containers(PodSpec spec, FieldPath path)
    {
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            yield return (spec.InitContainers[i].Name, spec.InitContainers[i].SecurityContext, path.Child("initContainers").Index(i));
        }
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            yield return (spec.Containers[i].Name, spec.Containers[i].SecurityContext, path.Child("containers").Index(i));
        }
        for (var i = 0; i < spec.EphemeralContainers.Count; i++)
        {
            yield return (spec.EphemeralContainers[i].Name, spec.EphemeralContainers[i].SecurityContext, path.Child("ephemeralContainers").Index(i));
        }
    }
}
