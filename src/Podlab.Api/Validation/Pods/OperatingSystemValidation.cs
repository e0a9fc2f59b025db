using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>What a pod that names its operating system may not ask of it.</summary>
internal static class OperatingSystemValidation
{
    public static void Validate(PodScope scope, FieldPath path)
    {
        if (scope.Spec.Os is not { } os)
        {
            return;
        }
        if (os.Name.Length == 0)
        {
            scope.Errors.Required(path.Child("os", "name"));
        }
        else if (os.Name == "linux")
        {
            Linux(scope, path);
        }
        else if (os.Name == "windows")
        {
            Windows(scope, path);
        }
        else
        {
            scope.Errors.NotSupported(path.Child("os"), os.Name, "linux", "windows");
        }
    }

    public static void HostProcess(PodScope scope, FieldPath path)
    {
        var spec = scope.Spec;
        var pod = spec.SecurityContext?.WindowsOptions?.HostProcess;
        int all = 0, hostProcesses = 0;
        foreach (var (context, at) in Contexts(spec, path))
        {
            all++;
            var own = context?.WindowsOptions?.HostProcess;
            if (pod is { } shared && own is { } value && shared != value)
            {
                scope.Errors.Invalid(at().Child("securityContext").Child("windowsOptions", "hostProcess"), value,
                    $"pod hostProcess value must be identical if both are specified, was {(shared ? "true" : "false")}");
            }
            hostProcesses += (own ?? pod) == true ? 1 : 0;
        }
        if (hostProcesses == 0)
        {
            return;
        }
        if (hostProcesses != all)
        {
            scope.Errors.Invalid(path, "", "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }
        if (!spec.HostNetwork)
        {
            scope.Errors.Invalid(path.Child("hostNetwork"), false, "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }

    /// <summary>The security contexts of all containers, init containers first, with the way to their paths.</summary>
    public static IEnumerable<(SecurityContext? Context, Func<FieldPath> Path)> Contexts(PodSpec spec, FieldPath path)
    {
        for (var i = 0; i < spec.InitContainers.Count; i++)
        {
            var index = i;
            yield return (spec.InitContainers[i].SecurityContext, () => path.Child("initContainers").Index(index));
        }
        for (var i = 0; i < spec.Containers.Count; i++)
        {
            var index = i;
            yield return (spec.Containers[i].SecurityContext, () => path.Child("containers").Index(index));
        }
        for (var i = 0; i < spec.EphemeralContainers.Count; i++)
        {
            var index = i;
            yield return (spec.EphemeralContainers[i].SecurityContext, () => path.Child("ephemeralContainers").Index(index));
        }
    }

    private static void Linux(PodScope scope, FieldPath path)
    {
        const string detail = "windows options cannot be set for a linux pod";
        if (scope.Spec.SecurityContext?.WindowsOptions is not null)
        {
            scope.Errors.Forbidden(path.Child("securityContext", "windowsOptions"), detail);
        }
        foreach (var (context, at) in Contexts(scope.Spec, path))
        {
            if (context?.WindowsOptions is not null)
            {
                scope.Errors.Forbidden(at().Child("securityContext", "windowsOptions"), detail);
            }
        }
    }

    private static void Windows(PodScope scope, FieldPath path)
    {
        var (spec, pod) = (scope.Spec, scope.Spec.SecurityContext ?? PodSecurityContext.Empty);
        var at = path.Child("securityContext");
        Forbid(scope, at, "appArmorProfile", pod.AppArmorProfile is not null);
        Forbid(scope, at, "seLinuxOptions", pod.SeLinuxOptions is not null);
        Forbid(scope, path, "hostUsers", spec.HostUsers is not null);
        Forbid(scope, path, "hostPID", spec.HostPID);
        Forbid(scope, path, "hostIPC", spec.HostIPC);
        Forbid(scope, at, "seccompProfile", pod.SeccompProfile is not null);
        Forbid(scope, at, "fsGroup", pod.FsGroup is not null);
        Forbid(scope, at, "fsGroupChangePolicy", pod.FsGroupChangePolicy is not null);
        Forbid(scope, at, "sysctls", !pod.Sysctls.IsEmpty);
        Forbid(scope, path, "shareProcessNamespace", spec.ShareProcessNamespace is not null);
        Forbid(scope, at, "runAsUser", pod.RunAsUser is not null);
        Forbid(scope, at, "runAsGroup", pod.RunAsGroup is not null);
        Forbid(scope, at, "supplementalGroups", !pod.SupplementalGroups.IsAbsent);
        Forbid(scope, at, "supplementalGroupsPolicy", pod.SupplementalGroupsPolicy is not null);
        Forbid(scope, at, "seLinuxChangePolicy", pod.SeLinuxChangePolicy is not null);
        foreach (var (context, container) in Contexts(spec, path))
        {
            if (context is not null)
            {
                WindowsContainer(scope, context, container().Child("securityContext"));
            }
        }
    }

    private static void WindowsContainer(PodScope scope, SecurityContext context, FieldPath path)
    {
        Forbid(scope, path, "appArmorProfile", context.AppArmorProfile is not null);
        Forbid(scope, path, "seLinuxOptions", context.SeLinuxOptions is not null);
        Forbid(scope, path, "seccompProfile", context.SeccompProfile is not null);
        Forbid(scope, path, "capabilities", context.Capabilities is not null);
        Forbid(scope, path, "readOnlyRootFilesystem", context.ReadOnlyRootFilesystem is not null);
        Forbid(scope, path, "privileged", context.Privileged is not null);
        Forbid(scope, path, "allowPrivilegeEscalation", context.AllowPrivilegeEscalation is not null);
        Forbid(scope, path, "procMount", context.ProcMount is not null);
        Forbid(scope, path, "runAsUser", context.RunAsUser is not null);
        Forbid(scope, path, "runAsGroup", context.RunAsGroup is not null);
    }

    private static void Forbid(PodScope scope, FieldPath path, string name, bool isSet)
    {
        if (isSet)
        {
            scope.Errors.Forbidden(path.Child(name), "cannot be set for a windows pod");
        }
    }
}
