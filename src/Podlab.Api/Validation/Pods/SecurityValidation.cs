using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Security contexts of pods and containers.</summary>
internal static class SecurityValidation
{
    public static void Pod(PodScope scope, FieldPath path)
    {
        if (scope.Spec.SecurityContext is not { } context || ReferenceEquals(context, PodSecurityContext.Empty))
        {
            Share(scope, path);
            return;
        }
        var errors = scope.Errors;
        Id(errors, path, "fsGroup", context.FsGroup);
        Id(errors, path, "runAsUser", context.RunAsUser);
        Id(errors, path, "runAsGroup", context.RunAsGroup);
        for (var i = 0; i < context.SupplementalGroups.Count; i++)
        {
            errors.InvalidAll(path.Child("supplementalGroups").Index(i), context.SupplementalGroups[i], FormatRules.UserId(context.SupplementalGroups[i]));
        }
        Share(scope, path);
        if (!context.Sysctls.IsEmpty)
        {
            SysctlRules.Validate(scope, context.Sysctls, path.Child("sysctls"));
        }
        if (context.FsGroupChangePolicy is { } change)
        {
            errors.Supported(path, "fsGroupChangePolicy", change, "Always", "OnRootMismatch");
        }
        Seccomp(errors, context.SeccompProfile, path.Child("seccompProfile"));
        WindowsOptionsRules.Validate(errors, context.WindowsOptions, path.Child("windowsOptions"));
        AppArmor(errors, context.AppArmorProfile, path.Child("appArmorProfile"));
        if (context.SupplementalGroupsPolicy is { } groups)
        {
            errors.Supported(path, "supplementalGroupsPolicy", groups, "Merge", "Strict");
        }
        if (context.SeLinuxChangePolicy is { } policy)
        {
            errors.Supported(path, "seLinuxChangePolicy", policy, "Recursive");
        }
    }

    public static void Container(PodScope scope, SecurityContext? context, FieldPath parent)
    {
        if (context is null)
        {
            return;
        }
        var errors = scope.Errors;
        var path = parent.Child("securityContext");
        Id(errors, path, "runAsUser", context.RunAsUser);
        Id(errors, path, "runAsGroup", context.RunAsGroup);
        if (context.ProcMount is { } mount)
        {
            errors.Supported(path, "procMount", mount, "Default", "Unmasked");
            if (scope.UsesHostUsers && mount == "Unmasked")
            {
                errors.Invalid(path.Child("procMount"), mount, "`hostUsers` must be false to use `Unmasked`");
            }
        }
        Seccomp(errors, context.SeccompProfile, path.Child("seccompProfile"));
        if (context.AllowPrivilegeEscalation == false)
        {
            Escalation(errors, context, path);
        }
        WindowsOptionsRules.Validate(errors, context.WindowsOptions, path.Child("windowsOptions"));
        AppArmor(errors, context.AppArmorProfile, path.Child("appArmorProfile"));
    }

    private static void Share(PodScope scope, FieldPath path)
    {
        if (scope.Spec is { HostPID: true, ShareProcessNamespace: true })
        {
            scope.Errors.Invalid(path.Child("shareProcessNamespace"), true, "ShareProcessNamespace and HostPID cannot both be enabled");
        }
    }

    private static void Id(FieldErrorList errors, FieldPath path, string name, long? id)
    {
        if (id is { } value && FormatRules.UserId(value) is { Count: > 0 } reasons)
        {
            errors.InvalidAll(path.Child(name), value, reasons);
        }
    }

    private static void Escalation(FieldErrorList errors, SecurityContext context, FieldPath path)
    {
        if (context.Privileged == true)
        {
            errors.Invalid(path, Print(context), "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
        }
        foreach (var capability in context.Capabilities?.Add ?? default)
        {
            if (capability == "CAP_SYS_ADMIN")
            {
                errors.Invalid(path, Print(context), "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
            }
        }
    }

    private static void Seccomp(FieldErrorList errors, SeccompProfile? profile, FieldPath path)
    {
        if (profile is null)
        {
            return;
        }
        if (profile.Type.Length == 0)
        {
            errors.Required(path.Child("type"), "type is required when seccompProfile is set");
        }
        else
        {
            errors.Supported(path, "type", profile.Type, "Localhost", "RuntimeDefault", "Unconfined");
        }
        if (profile.Type != "Localhost")
        {
            if (profile.LocalhostProfile is not null)
            {
                errors.Invalid(path.Child("localhostProfile"), GoPrint.Seccomp(profile), "can only be set when seccomp type is Localhost");
            }
        }
        else if (profile.LocalhostProfile is null)
        {
            errors.Required(path.Child("localhostProfile"), "must be set when seccomp type is Localhost");
        }
        else
        {
            PathRules.Descending(errors, path, "localhostProfile", profile.LocalhostProfile);
        }
    }

    private static void AppArmor(FieldErrorList errors, AppArmorProfile? profile, FieldPath path)
    {
        if (profile is null)
        {
            return;
        }
        const string missing = "must be set when AppArmor type is Localhost";
        switch (profile.Type)
        {
            case "":
                errors.Required(path.Child("type"), "type is required when appArmorProfile is set");
                break;
            case "Localhost" when profile.LocalhostProfile is not { } name || (name.Length == 0):
                errors.Required(path.Child("localhostProfile"), missing);
                break;
            case "Localhost":
                LocalProfile(errors, profile.LocalhostProfile!, path, missing);
                break;
            case "RuntimeDefault" or "Unconfined":
                if (profile.LocalhostProfile is { } other)
                {
                    errors.Invalid(path.Child("localhostProfile"), other, "can only be set when AppArmor type is Localhost");
                }
                break;
            default:
                errors.NotSupported(path.Child("type"), profile.Type, "Localhost", "RuntimeDefault", "Unconfined");
                break;
        }
    }

    private static void LocalProfile(FieldErrorList errors, string name, FieldPath path, string missing)
    {
        const int longest = 4095;
        var trimmed = name.Trim();
        if (trimmed != name)
        {
            errors.Invalid(path.Child("localhostProfile"), name, "must not be padded with whitespace");
        }
        else if (trimmed.Length == 0)
        {
            errors.Required(path.Child("localhostProfile"), missing);
        }
        if (name.Length > longest)
        {
            errors.TooLong(path.Child("localhostProfile"), longest);
        }
    }

    private static GoJson Print(SecurityContext context) => GoPrint.Of(writer =>
    {
        writer.WritePropertyName("Capabilities");
        if (context.Capabilities is { } capabilities)
        {
            writer.WriteStartObject();
            writer.Texts("Add", capabilities.Add);
            writer.Texts("Drop", capabilities.Drop);
            writer.WriteEndObject();
        }
        else
        {
            writer.WriteNullValue();
        }
        writer.Flag("Privileged", context.Privileged);
        writer.Raw("SELinuxOptions", context.SeLinuxOptions is { } selinux ? GoPrint.SeLinux(selinux) : null);
        writer.Raw("WindowsOptions", context.WindowsOptions is { } windows ? GoPrint.Windows(windows) : null);
        writer.Number("RunAsUser", context.RunAsUser);
        writer.Number("RunAsGroup", context.RunAsGroup);
        writer.Flag("RunAsNonRoot", context.RunAsNonRoot);
        writer.Flag("ReadOnlyRootFilesystem", context.ReadOnlyRootFilesystem);
        writer.Flag("AllowPrivilegeEscalation", context.AllowPrivilegeEscalation);
        writer.Text("ProcMount", context.ProcMount);
        writer.Raw("SeccompProfile", context.SeccompProfile is { } seccomp ? GoPrint.Seccomp(seccomp) : null);
        writer.Raw("AppArmorProfile", context.AppArmorProfile is { } armor ? GoPrint.AppArmor(armor) : null);
    });
}
