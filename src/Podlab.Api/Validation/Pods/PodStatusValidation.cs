using System.Net.Sockets;
using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Steps of a pod's status: what ended stays ended unless it may start again.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go, ValidatePodStatusUpdate (v1.36.3).</remarks>
internal static class PodStatusValidation
{
    public static void Validate(FieldErrorList errors, Pod value, Pod old)
    {
        if (!value.Metadata.Annotations.IsEmpty || !old.Metadata.Annotations.IsEmpty)
        {
            PodAnnotationValidation.ValidateUpdate(errors, value.Metadata.Annotations, old.Metadata.Annotations, value.Spec, FieldPath.Metadata.Child("annotations"));
        }
        var (status, before, path) = (value.Status, old.Status, FieldPath.Status);
        Conditions(errors, status.Conditions);
        if (value.Spec.NodeName != old.Spec.NodeName)
        {
            errors.Forbidden(path.Child("nodeName"), "may not be changed directly");
        }
        if (status.NominatedNodeName is { Length: > 0 } node && node != before.NominatedNodeName)
        {
            errors.DnsSubdomain(path, "nominatedNodeName", node);
        }
        if ((status.QosClass ?? "") != (before.QosClass ?? ""))
        {
            errors.Invalid(path.Child("qosClass"), status.QosClass, FormatRules.Immutable);
        }
        Transitions(errors, status.ContainerStatuses, before.ContainerStatuses, "containerStatuses", old.Spec, old.Spec.RestartPolicy);
        Transitions(errors, status.InitContainerStatuses, before.InitContainerStatuses, "initContainerStatuses", old.Spec, old.Spec.RestartPolicy);
        Transitions(errors, status.EphemeralContainerStatuses, before.EphemeralContainerStatuses, "ephemeralContainerStatuses", old.Spec, "Never");
        ClaimStatuses(errors, status.ResourceClaimStatuses, value.Spec, path.Child("resourceClaimStatuses"));
        // What is stored was looked at when it came.
        if (!status.PodIPs.IsSameAs(before.PodIPs))
        {
            for (var i = 0; i < status.PodIPs.Count; i++)
            {
                FormatRules.Ip(errors, path.Child("podIPs").Index(i), status.PodIPs[i].Ip);
            }
            if (status.PodIPs.Count > 1)
            {
                Families(errors, status.PodIPs.Select(item => item.Ip).ToList(), path.Child("podIPs"));
            }
        }
        if (!status.HostIPs.IsSameAs(before.HostIPs) || !ReferenceEquals(status.HostIP, before.HostIP))
        {
            HostIps(errors, status, path.Child("hostIPs"));
        }
        Users(errors, status.ContainerStatuses, value.Spec.Os, path.Child("containerStatuses"));
        Users(errors, status.InitContainerStatuses, value.Spec.Os, path.Child("initContainerStatuses"));
        Users(errors, status.EphemeralContainerStatuses, value.Spec.Os, path.Child("ephemeralContainerStatuses"));
    }

    private static void ClaimStatuses(FieldErrorList errors, ValueList<PodResourceClaimStatus> statuses, PodSpec spec, FieldPath path)
    {
        if (statuses.IsEmpty)
        {
            return;
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < statuses.Count; i++)
        {
            var (name, at) = (statuses[i].Name, path.Index(i).Child("name"));
            if (spec.ResourceClaims.All(claim => claim.Name != name))
            {
                errors.Invalid(at, name, "must match the name of an entry in `spec.resourceClaims`");
            }
            if (!names.Add(name))
            {
                errors.Duplicate(at, name);
            }
            if (statuses[i].ResourceClaimName is { } claim)
            {
                errors.InvalidAll(at, claim, NameRules.DnsSubdomain(claim));
            }
        }
    }

    /// <summary>The identity that a container's first process got.</summary>
    private static void Users(FieldErrorList errors, ValueList<ContainerStatus> statuses, PodOS? system, FieldPath path)
    {
        for (var i = 0; i < statuses.Count; i++)
        {
            if (statuses[i].User?.Linux is not { } user)
            {
                continue;
            }
            var at = path.Index(i).Child("linux");
            if (system?.Name == "windows")
            {
                errors.Forbidden(at, "cannot be set for a windows pod");
                continue;
            }
            errors.InvalidAll(at.Child("uid"), user.Uid, FormatRules.UserId(user.Uid));
            errors.InvalidAll(at.Child("gid"), user.Gid, FormatRules.UserId(user.Gid));
            for (var g = 0; g < user.SupplementalGroups.Count; g++)
            {
                errors.InvalidAll(at.Child("supplementalGroups").Index(g), user.SupplementalGroups[g], FormatRules.UserId(user.SupplementalGroups[g]));
            }
        }
    }

    private static void Conditions(FieldErrorList errors, ValueList<PodCondition> conditions)
    {
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Type is not ("PodScheduled" or "Ready" or "Initialized" or "ContainersReady" or "PodReadyToStartContainers"))
            {
                errors.QualifiedName(FieldPath.Metadata.Child("conditions").Index(i).Child("Type"), conditions[i].Type);
            }
        }
    }

    private static void Transitions(
        FieldErrorList errors, ValueList<ContainerStatus> statuses, ValueList<ContainerStatus> before, string field, PodSpec spec, string? restartPolicy)
    {
        if (restartPolicy == "Always")
        {
            return;
        }
        for (var i = 0; i < before.Count; i++)
        {
            var old = before[i];
            if (old.State.Terminated is not { } ended || (ended.ExitCode != 0 && restartPolicy == "OnFailure") || MayRestart(spec, old.Name))
            {
                continue;
            }
            foreach (var status in statuses)
            {
                if (status.Name == old.Name && status.State.Terminated is null)
                {
                    errors.Forbidden(FieldPath.Status.Child(field).Index(i).Child("state"), "may not be transitioned to non-terminated state");
                }
            }
        }
    }

    /// <summary>Sidecars, and containers with a policy of their own.</summary>
    private static bool MayRestart(PodSpec spec, string name) =>
        MayRestart(spec.InitContainers, name) || MayRestart(spec.Containers, name);

    private static bool MayRestart(ValueList<Container> containers, string name)
    {
        foreach (var container in containers)
        {
            // A sidecar is an init container with a policy.
            if (container.Name == name && container.RestartPolicy is not null)
            {
                return true;
            }
            foreach (var rule in container.RestartPolicyRules)
            {
                if (rule.Action == "RestartAllContainers")
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static void HostIps(FieldErrorList errors, PodStatus status, FieldPath path)
    {
        if (status.HostIPs.IsEmpty)
        {
            return;
        }
        if ((status.HostIP ?? "") != status.HostIPs[0].Ip)
        {
            errors.Invalid(path.Index(0).Child("ip"), status.HostIPs[0].Ip, "must be equal to `hostIP`");
        }
        for (var i = 0; i < status.HostIPs.Count; i++)
        {
            FormatRules.Ip(errors, path.Index(i), status.HostIPs[i].Ip);
        }
        if (status.HostIPs.Count > 1)
        {
            Families(errors, status.HostIPs.Select(item => item.Ip).ToList(), path);
        }
    }

    private static void Families(FieldErrorList errors, List<string> addresses, FieldPath path)
    {
        var families = addresses.Select(text => FormatRules.TryParseIp(text, out var address) ? address.AddressFamily : AddressFamily.Unspecified).Distinct().Count();
        if (families < 2 || addresses.Count > 2)
        {
            errors.Invalid(path, new GoJson("[" + string.Join(',', addresses.Select(address => $"{{\"IP\":{GoText.Quote(address)}}}")) + "]"),
                "may specify no more than one IP for each IP family");
        }
        for (var i = 1; i < addresses.Count; i++)
        {
            if (addresses.Take(i).Contains(addresses[i], StringComparer.Ordinal))
            {
                errors.Duplicate(path.Index(i), new GoJson($"{{\"IP\":{GoText.Quote(addresses[i])}}}"));
            }
        }
    }
}
