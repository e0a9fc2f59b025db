using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Containers added for debugging: no ports, probes, hooks or resources, and names of their own.</summary>
internal static class EphemeralContainerValidation
{
    private const string NotForEphemeral = "cannot be set for an Ephemeral Container";

    public static void Validate(PodScope scope, FieldPath path)
    {
        var containers = scope.Spec.EphemeralContainers;
        if (containers.IsEmpty)
        {
            return;
        }
        var errors = scope.Errors;
        var others = new HashSet<string>(StringComparer.Ordinal);
        foreach (var container in scope.Spec.Containers)
        {
            others.Add(container.Name);
        }
        foreach (var container in scope.Spec.InitContainers)
        {
            others.Add(container.Name);
        }
        var names = new HashSet<string>(others, StringComparer.Ordinal);
        for (var i = 0; i < containers.Count; i++)
        {
            var ephemeral = containers[i];
            var container = AsContainer(ephemeral);
            var at = path.Index(i);
            ContainerValidation.Common(scope, container, at);
            ContainerValidation.ImageBlanks(errors, ephemeral.Image, at);
            if (!names.Add(ephemeral.Name))
            {
                errors.Duplicate(at.Child("name"), ephemeral.Name);
            }
            if (ephemeral.TargetContainerName is { Length: > 0 } target && !others.Contains(target))
            {
                errors.NotFound(at.Child("targetContainerName"), target);
            }
            Forbid(errors, ephemeral, at);
        }
    }

    public static Container AsContainer(EphemeralContainer ephemeral) => new()
    {
        Name = ephemeral.Name,
        Image = ephemeral.Image,
        Command = ephemeral.Command,
        Args = ephemeral.Args,
        WorkingDir = ephemeral.WorkingDir,
        Ports = ephemeral.Ports,
        EnvFrom = ephemeral.EnvFrom,
        Env = ephemeral.Env,
        Resources = ephemeral.Resources,
        ResizePolicy = ephemeral.ResizePolicy,
        RestartPolicy = ephemeral.RestartPolicy,
        RestartPolicyRules = ephemeral.RestartPolicyRules,
        VolumeMounts = ephemeral.VolumeMounts,
        VolumeDevices = ephemeral.VolumeDevices,
        LivenessProbe = ephemeral.LivenessProbe,
        ReadinessProbe = ephemeral.ReadinessProbe,
        StartupProbe = ephemeral.StartupProbe,
        Lifecycle = ephemeral.Lifecycle,
        TerminationMessagePath = ephemeral.TerminationMessagePath,
        TerminationMessagePolicy = ephemeral.TerminationMessagePolicy,
        ImagePullPolicy = ephemeral.ImagePullPolicy,
        SecurityContext = ephemeral.SecurityContext,
        Stdin = ephemeral.Stdin,
        StdinOnce = ephemeral.StdinOnce,
        Tty = ephemeral.Tty,
    };

    private static void Forbid(FieldErrorList errors, EphemeralContainer container, FieldPath path)
    {
        ReadOnlySpan<(bool IsSet, string Field)> fields =
        [
            (!container.Ports.IsAbsent, "ports"),
            (container.Resources != ResourceRequirements.Empty, "resources"),
            (!container.ResizePolicy.IsAbsent, "resizePolicy"),
            (container.RestartPolicy is not null, "restartPolicy"),
            (!container.RestartPolicyRules.IsAbsent, "restartPolicyRules"),
            (container.LivenessProbe is not null, "livenessProbe"),
            (container.ReadinessProbe is not null, "readinessProbe"),
            (container.StartupProbe is not null, "startupProbe"),
            (container.Lifecycle is not null, "lifecycle"),
        ];
        foreach (var (isSet, field) in fields)
        {
            if (isSet)
            {
                errors.Forbidden(path.Child(field), NotForEphemeral);
            }
        }
        for (var i = 0; i < container.VolumeMounts.Count; i++)
        {
            if (!string.IsNullOrEmpty(container.VolumeMounts[i].SubPath))
            {
                errors.Forbidden(path.Child("volumeMounts").Index(i).Child("subPath"), NotForEphemeral);
            }
            if (!string.IsNullOrEmpty(container.VolumeMounts[i].SubPathExpr))
            {
                errors.Forbidden(path.Child("volumeMounts").Index(i).Child("subPathExpr"), NotForEphemeral);
            }
        }
    }
}
