using Podlab.Api.Compute;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>What holds for every kind of container.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go (v1.36.3).</remarks>
internal static class ContainerValidation
{
    public static void Regular(PodScope scope, FieldPath path)
    {
        var containers = scope.Spec.Containers;
        if (containers.IsEmpty)
        {
            scope.Errors.Required(path);
            return;
        }
        var names = containers.Count > 1 ? new HashSet<string>(StringComparer.Ordinal) : null;
        for (var i = 0; i < containers.Count; i++)
        {
            var container = containers[i];
            var at = path.Index(i);
            Common(scope, container, at);
            if (names?.Add(container.Name) == false)
            {
                scope.Errors.Duplicate(at.Child("name"), container.Name);
            }
            Hooks(scope, container, at);
            RestartRules.Validate(scope.Errors, container, at);
        }
        HostPorts(scope.Errors, containers, path);
    }

    public static void Common(PodScope scope, Container container, FieldPath path)
    {
        var errors = scope.Errors;
        if (errors.RequireText(path, "name", container.Name))
        {
            errors.DnsLabel(path, "name", container.Name);
        }
        errors.RequireText(path, "image", container.Image);
        errors.OneOf(path, "terminationMessagePolicy", container.TerminationMessagePolicy, "File", "FallbackToLogsOnError");
        Ports(errors, container.Ports, path);
        EnvironmentValidation.Variables(scope, container.Env, path);
        EnvironmentValidation.Sources(errors, container.EnvFrom, path);
        MountValidation.Mounts(scope, container, path);
        MountValidation.Devices(scope, container, path);
        PullPolicy(errors, path, "imagePullPolicy", container.ImagePullPolicy);
        ResourceValidation.Container(scope, container.Resources, path.Child("resources"));
        ResizePolicies(errors, container.ResizePolicy, scope.Spec.RestartPolicy, path);
        SecurityValidation.Container(scope, container.SecurityContext, path);
    }

    /// <summary>Hooks and probes, of containers that may have them.</summary>
    public static void Hooks(PodScope scope, Container container, FieldPath path)
    {
        if (container.Lifecycle is { } lifecycle)
        {
            HandlerValidation.Lifecycle(scope, lifecycle, path.Child("lifecycle"));
        }
        HandlerValidation.Liveness(scope.Errors, container.LivenessProbe, path, "livenessProbe");
        HandlerValidation.Readiness(scope.Errors, container.ReadinessProbe, path);
        HandlerValidation.Liveness(scope.Errors, container.StartupProbe, path, "startupProbe");
    }

    public static void PullPolicy(FieldErrorList errors, FieldPath path, string name, string? policy) =>
        errors.OneOf(path, name, policy, "Always", "IfNotPresent", "Never");

    /// <summary>Host ports are unique among the containers that run at the same time.</summary>
    public static void HostPorts(FieldErrorList errors, ValueList<Container> containers, FieldPath path, int offset = 0)
    {
        HashSet<string>? taken = null;
        for (var i = 0; i < containers.Count; i++)
        {
            var ports = containers[i].Ports;
            for (var p = 0; p < ports.Count; p++)
            {
                if (ports[p].HostPort == 0)
                {
                    continue;
                }
                var key = $"{ports[p].Protocol}/{ports[p].HostIP}/{ports[p].HostPort}";
                if (!(taken ??= new HashSet<string>(StringComparer.Ordinal)).Add(key))
                {
                    errors.Duplicate(path.Index(i + offset).Child("ports").Index(p).Child("hostPort"), key);
                }
            }
        }
    }

    /// <summary>Blanks around an image's name: pods refuse what templates bear.</summary>
    public static void ImageBlanks(FieldErrorList errors, string? image, FieldPath path)
    {
        if (image is { Length: > 0 } && (char.IsWhiteSpace(image[0]) || char.IsWhiteSpace(image[^1])))
        {
            errors.Invalid(path.Child("image"), image, "must not have leading or trailing whitespace");
        }
    }

    private static void Ports(FieldErrorList errors, ValueList<ContainerPort> ports, FieldPath parent)
    {
        if (ports.IsEmpty)
        {
            return;
        }
        var path = parent.Child("ports");
        HashSet<string>? names = null;
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            var at = path.Index(i);
            if (port.Name is { Length: > 0 } name)
            {
                if (FormatRules.PortName(name) is { Count: > 0 } reasons)
                {
                    errors.InvalidAll(at.Child("name"), name, reasons);
                }
                else if (!(names ??= new HashSet<string>(StringComparer.Ordinal)).Add(name))
                {
                    errors.Duplicate(at.Child("name"), name);
                }
            }
            if (port.ContainerPortValue == 0)
            {
                errors.Required(at.Child("containerPort"));
            }
            else
            {
                PortNumber(errors, at, "containerPort", port.ContainerPortValue);
            }
            if (port.HostPort != 0)
            {
                PortNumber(errors, at, "hostPort", port.HostPort);
            }
            errors.OneOf(at, "protocol", port.Protocol, "SCTP", "TCP", "UDP");
        }
    }

    private static void PortNumber(FieldErrorList errors, FieldPath path, string name, int port)
    {
        if (port is < 1 or > 65535)
        {
            errors.Invalid(path.Child(name), port, FormatRules.InclusiveRange(1, 65535));
        }
    }

    private static void ResizePolicies(FieldErrorList errors, ValueList<ContainerResizePolicy> policies, string? podRestartPolicy, FieldPath parent)
    {
        if (policies.IsEmpty)
        {
            return;
        }
        var path = parent.Child("resizePolicy");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < policies.Count; i++)
        {
            var policy = policies[i];
            if (!seen.Add(policy.ResourceName))
            {
                errors.Duplicate(path.Index(i), policy.ResourceName);
            }
            Choice(errors, path, policy.ResourceName, ResourceNames.Cpu, ResourceNames.Memory);
            Choice(errors, path, policy.RestartPolicy, "NotRequired", "RestartContainer");
            if (podRestartPolicy == "Never" && policy.RestartPolicy != "NotRequired")
            {
                errors.Invalid(path, policy.RestartPolicy, "must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }

    private static void Choice(FieldErrorList errors, FieldPath path, string value, string first, string second)
    {
        if (value.Length == 0)
        {
            errors.Required(path);
        }
        else if (value != first && value != second)
        {
            errors.NotSupported(path, value, first, second);
        }
    }
}
