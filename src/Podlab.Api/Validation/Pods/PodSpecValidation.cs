using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>The whole of a pod's spec, in the order Kubernetes looks at it.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go, ValidatePodSpec (v1.36.3).</remarks>
internal static class PodSpecValidation
{
    public static void Validate(PodScope scope, FieldPath path)
    {
        var (errors, spec) = (scope.Errors, scope.Spec);
        if (spec.TerminationGracePeriodSeconds is null)
        {
            errors.Required(path.Child("terminationGracePeriodSeconds"));
        }
        VolumeValidation.Validate(scope, path.Child("volumes"));
        Claims(scope, path);
        ContainerValidation.Regular(scope, path.Child("containers"));
        InitContainerValidation.Validate(scope, path.Child("initContainers"));
        EphemeralContainerValidation.Validate(scope, path.Child("ephemeralContainers"));
        ResourceValidation.PodLevel(scope, path.Child("resources"));
        HostNetworkPorts(scope, path);
        errors.OneOf(path, "restartPolicy", spec.RestartPolicy, "Always", "OnFailure", "Never");
        errors.OneOf(path, "dnsPolicy", spec.DnsPolicy, "ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
        if (!spec.NodeSelector.IsEmpty)
        {
            ObjectMetaValidation.Labels(errors, spec.NodeSelector, path.Child("nodeSelector"));
        }
        SecurityValidation.Pod(scope, path.Child("securityContext"));
        AffinityValidation.Validate(errors, spec.Affinity, path.Child("affinity"), scope.AllowsOldValues);
        DnsValidation.Validate(errors, spec.DnsConfig, spec.DnsPolicy, path.Child("dnsConfig"));
        for (var i = 0; i < spec.ReadinessGates.Count; i++)
        {
            errors.QualifiedName(path.Child("readinessGates").Index(i).Child("conditionType"), spec.ReadinessGates[i].ConditionType);
        }
        SchedulingGates(errors, spec.SchedulingGates, path);
        SpreadValidation.Validate(errors, spec.TopologySpreadConstraints, path, scope.IsPod);
        OperatingSystemValidation.HostProcess(scope, path);
        HostUsers(scope, path);
        Names(errors, spec, path);
        TolerationValidation.Validate(errors, spec.Tolerations, path, scope.AllowsOldValues);
        DnsValidation.HostAliases(errors, spec.HostAliases, path);
        Classes(scope, path);
        OperatingSystemValidation.Validate(scope, path);
    }

    private static void Claims(PodScope scope, FieldPath parent)
    {
        var errors = scope.Errors;
        if (scope.Spec.ResourceClaims.IsEmpty)
        {
            return;
        }
        foreach (var claim in scope.Spec.ResourceClaims)
        {
            if (claim.Name.Length > 0)
            {
                scope.ClaimNames.Add(claim.Name);
            }
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < scope.Spec.ResourceClaims.Count; i++)
        {
            var claim = scope.Spec.ResourceClaims[i];
            var path = parent.Child("resourceClaims").Index(i);
            if (errors.RequireText(path, "name", claim.Name))
            {
                if (seen.Add(claim.Name))
                {
                    errors.DnsLabel(path, "name", claim.Name);
                }
                else
                {
                    errors.Duplicate(path.Child("name"), claim.Name);
                }
            }
            var (name, template) = (claim.ResourceClaimName, claim.ResourceClaimTemplateName);
            if (name is null == template is null)
            {
                errors.Invalid(path, Print(claim), name is null
                    ? "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
                    : "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
            }
            if (name is not null)
            {
                errors.DnsSubdomain(path, "resourceClaimName", name);
            }
            if (template is not null)
            {
                errors.DnsSubdomain(path, "resourceClaimTemplateName", template);
            }
        }
    }

    private static GoJson Print(PodResourceClaim claim) => GoPrint.Of(writer =>
    {
        writer.WriteString("Name", claim.Name);
        writer.Text("ResourceClaimName", claim.ResourceClaimName);
        writer.Text("ResourceClaimTemplateName", claim.ResourceClaimTemplateName);
    });

    private static void HostNetworkPorts(PodScope scope, FieldPath path)
    {
        if (!scope.Spec.HostNetwork)
        {
            return;
        }
        for (var i = 0; i < scope.Spec.Containers.Count; i++)
        {
            var ports = scope.Spec.Containers[i].Ports;
            for (var p = 0; p < ports.Count; p++)
            {
                if ((scope.IsPod || ports[p].HostPort != 0) && ports[p].HostPort != ports[p].ContainerPortValue)
                {
                    scope.Errors.Invalid(path.Child("containers").Index(i).Child("ports").Index(p).Child("hostPort"), ports[p].HostPort,
                        "must match `containerPort` when `hostNetwork` is true");
                }
            }
        }
    }

    private static void SchedulingGates(FieldErrorList errors, ValueList<PodSchedulingGate> gates, FieldPath parent)
    {
        if (gates.IsEmpty)
        {
            return;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < gates.Count; i++)
        {
            var path = parent.Child("schedulingGates").Index(i);
            errors.QualifiedName(path, gates[i].Name);
            if (!seen.Add(gates[i].Name))
            {
                errors.Duplicate(path, gates[i].Name);
            }
        }
    }

    private static void HostUsers(PodScope scope, FieldPath path)
    {
        const string detail = "when `hostUsers` is false";
        if (scope.UsesHostUsers)
        {
            return;
        }
        if (scope.Spec.HostNetwork)
        {
            scope.Errors.Forbidden(path.Child("hostNetwork"), detail);
        }
        if (scope.Spec.HostPID)
        {
            scope.Errors.Forbidden(path.Child("HostPID"), detail);
        }
        if (scope.Spec.HostIPC)
        {
            scope.Errors.Forbidden(path.Child("HostIPC"), detail);
        }
    }

    private static void Names(FieldErrorList errors, PodSpec spec, FieldPath path)
    {
        if (!string.IsNullOrEmpty(spec.ServiceAccountName))
        {
            errors.DnsSubdomain(path, "serviceAccountName", spec.ServiceAccountName);
        }
        if (!string.IsNullOrEmpty(spec.NodeName))
        {
            errors.DnsSubdomain(path, "nodeName", spec.NodeName);
        }
        if (spec.ActiveDeadlineSeconds is { } deadline && deadline is < 1 or > int.MaxValue)
        {
            errors.Invalid(path.Child("activeDeadlineSeconds"), deadline, FormatRules.InclusiveRange(1, int.MaxValue));
        }
        if (!string.IsNullOrEmpty(spec.Hostname))
        {
            errors.DnsLabel(path, "hostname", spec.Hostname);
        }
        if (!string.IsNullOrEmpty(spec.Subdomain))
        {
            errors.DnsLabel(path, "subdomain", spec.Subdomain);
        }
    }

    private static void Classes(PodScope scope, FieldPath path)
    {
        var (errors, spec) = (scope.Errors, scope.Spec);
        if (!string.IsNullOrEmpty(spec.PriorityClassName))
        {
            errors.DnsSubdomain(path, "priorityClassName", spec.PriorityClassName);
        }
        if (spec.RuntimeClassName is { } runtime)
        {
            errors.DnsSubdomain(path, "runtimeClassName", runtime);
        }
        if (spec.PreemptionPolicy is { } preemption)
        {
            errors.OneOf(path, "preemptionPolicy", preemption, "PreemptLowerPriority", "Never");
        }
        if (!spec.Overhead.IsEmpty)
        {
            ResourceValidation.Container(scope, new ResourceRequirements { Limits = spec.Overhead }, path.Child("overhead"));
        }
        if (spec.HostnameOverride is { } hostname)
        {
            HostnameOverride(errors, spec, hostname, path);
        }
    }

    private static void HostnameOverride(FieldErrorList errors, PodSpec spec, string hostname, FieldPath path)
    {
        if (hostname.Length > 64)
        {
            errors.TooLong(path.Child("hostnameOverride"), 64);
        }
        errors.DnsSubdomain(path, "hostnameOverride", hostname);
        if (spec.SetHostnameAsFQDN == true)
        {
            errors.Forbidden(path.Child("hostnameOverride"), "may not be specified when setHostnameAsFQDN is true");
        }
        if (spec.HostNetwork)
        {
            errors.Forbidden(path.Child("hostnameOverride"), "may not be specified when hostNetwork is true");
        }
    }
}
