using Podlab.Api.Model;
using Podlab.Api.Strategies.Core;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Validation.Core;

/// <summary>Services.</summary>
/// <remarks>Follows pkg/apis/core/validation/validation.go, ValidateService (v1.36.3).</remarks>
internal static class ServiceValidation
{
    private const int MaxAffinitySeconds = 86400;

    public static void Validate(FieldErrorList errors, Service service)
    {
        var (spec, path) = (service.Spec, FieldPath.Spec);
        var headless = ServiceRules.IsHeadless(spec);
        if (spec.Ports.IsEmpty && !headless && spec.Type != "ExternalName")
        {
            errors.Required(path.Child("ports"));
        }
        ByType(errors, spec, headless, path);
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Ports.Count; i++)
        {
            Port(errors, spec.Ports[i], spec.Ports.Count > 1, names, path.Child("ports").Index(i));
        }
        if (!spec.Selector.IsEmpty)
        {
            ObjectMetaValidation.Labels(errors, spec.Selector, path.Child("selector"));
        }
        Affinity(errors, spec, path);
        ServiceAddressValidation.Validate(errors, spec);
        for (var i = 0; i < spec.ExternalIPs.Count; i++)
        {
            ServiceAddressValidation.Outside(errors, spec.ExternalIPs[i], path.Child("externalIPs").Index(i));
        }
        errors.OneOf(path, "type", spec.Type, "ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
        NodePorts(errors, spec, path.Child("ports"));
        Ranges(errors, service, path);
        LoadBalancer(errors, spec, path);
        ServiceTrafficValidation.Validate(errors, spec);
    }

    private static void ByType(FieldErrorList errors, ServiceSpec spec, bool headless, FieldPath path)
    {
        switch (spec.Type)
        {
            case "LoadBalancer" or "NodePort" when headless:
                errors.Invalid(path.Child("clusterIPs").Index(0), spec.ClusterIPs[0], $"may not be set to 'None' for {spec.Type} services");
                break;
            case "ExternalName":
                const string detail = "may not be set for ExternalName services";
                if (!spec.ClusterIPs.IsEmpty)
                {
                    errors.Forbidden(path.Child("clusterIPs"), detail);
                }
                if (!spec.IpFamilies.IsEmpty)
                {
                    errors.Forbidden(path.Child("ipFamilies"), detail);
                }
                if (spec.IpFamilyPolicy is not null)
                {
                    errors.Forbidden(path.Child("ipFamilyPolicy"), detail);
                }
                var name = spec.ExternalName ?? "";
                name = name.EndsWith('.') ? name[..^1] : name;
                if (errors.RequireText(path, "externalName", name))
                {
                    errors.DnsSubdomain(path, "externalName", name);
                }
                break;
        }
    }

    private static void Port(FieldErrorList errors, ServicePort port, bool needsName, HashSet<string> names, FieldPath path)
    {
        if (!string.IsNullOrEmpty(port.Name))
        {
            errors.DnsLabel(path, "name", port.Name);
            if (!names.Add(port.Name))
            {
                errors.Duplicate(path.Child("name"), port.Name);
            }
        }
        else if (needsName)
        {
            errors.Required(path.Child("name"));
        }
        errors.InvalidAll(path.Child("port"), port.Port, FormatRules.PortNumber(port.Port));
        errors.OneOf(path, "protocol", port.Protocol, "SCTP", "TCP", "UDP");
        HandlerValidation.Port(errors, path, "targetPort", port.TargetPort ?? 0);
        if (port.AppProtocol is { } protocol)
        {
            errors.QualifiedName(path.Child("appProtocol"), protocol);
        }
    }

    private static void Affinity(FieldErrorList errors, ServiceSpec spec, FieldPath path)
    {
        errors.OneOf(path, "sessionAffinity", spec.SessionAffinity, "ClientIP", "None");
        var at = path.Child("sessionAffinityConfig");
        if (spec.SessionAffinity == "None" && spec.SessionAffinityConfig is not null)
        {
            errors.Forbidden(at, "must not be set when session affinity is None");
        }
        if (spec.SessionAffinity != "ClientIP")
        {
            return;
        }
        const string detail = "when session affinity type is ClientIP";
        if (spec.SessionAffinityConfig is not { } config)
        {
            errors.Required(at, detail);
        }
        else if (config.ClientIP is not { } client)
        {
            errors.Required(at.Child("clientIP"), detail);
        }
        else if (client.TimeoutSeconds is not { } seconds)
        {
            errors.Required(at.Child("clientIP", "timeoutSeconds"), detail);
        }
        else if (seconds is <= 0 or > MaxAffinitySeconds)
        {
            errors.Invalid(at.Child("clientIP", "timeoutSeconds"), seconds, $"must be greater than 0 and less than {MaxAffinitySeconds}");
        }
    }

    private static void NodePorts(FieldErrorList errors, ServiceSpec spec, FieldPath path)
    {
        for (var i = 0; i < spec.Ports.Count && spec.Type == "ClusterIP"; i++)
        {
            if (spec.Ports[i].NodePort != 0)
            {
                errors.Forbidden(path.Index(i).Child("nodePort"), "may not be used when `type` is 'ClusterIP'");
            }
        }
        var nodePorts = new HashSet<(string?, int)>();
        for (var i = 0; i < spec.Ports.Count; i++)
        {
            if (spec.Ports[i].NodePort != 0 && !nodePorts.Add((spec.Ports[i].Protocol, spec.Ports[i].NodePort)))
            {
                errors.Duplicate(path.Index(i).Child("nodePort"), spec.Ports[i].NodePort);
            }
        }
        var ports = new HashSet<(string?, int)>();
        for (var i = 0; i < spec.Ports.Count; i++)
        {
            var port = spec.Ports[i];
            if (!ports.Add((port.Protocol, port.Port)))
            {
                errors.Duplicate(path.Index(i), GoPrint.Of(writer =>
                {
                    writer.WriteString("Name", "");
                    writer.WriteString("Protocol", port.Protocol);
                    writer.WriteNull("AppProtocol");
                    writer.WriteNumber("Port", port.Port);
                    writer.WriteNumber("TargetPort", 0);
                    writer.WriteNumber("NodePort", 0);
                }));
            }
        }
    }

    private static void Ranges(FieldErrorList errors, Service service, FieldPath path)
    {
        const string annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
        const string detail = "may only be used when `type` is 'LoadBalancer'";
        var isLoadBalancer = service.Spec.Type == "LoadBalancer";
        if (!service.Spec.LoadBalancerSourceRanges.IsEmpty)
        {
            var at = path.Child("LoadBalancerSourceRanges");
            if (!isLoadBalancer)
            {
                errors.Forbidden(at, detail);
            }
            for (var i = 0; i < service.Spec.LoadBalancerSourceRanges.Count; i++)
            {
                FormatRules.Cidr(errors, at.Index(i), service.Spec.LoadBalancerSourceRanges[i].Trim());
            }
        }
        else if (service.Metadata.Annotations.TryGetValue(annotation, out var text))
        {
            var at = FieldPath.Metadata.Child("annotations").Key(annotation);
            if (!isLoadBalancer)
            {
                errors.Forbidden(at, detail);
            }
            foreach (var range in text.Trim().Length == 0 ? [] : text.Split(','))
            {
                FormatRules.Cidr(errors, at, range.Trim());
            }
        }
    }

    private static void LoadBalancer(FieldErrorList errors, ServiceSpec spec, FieldPath path)
    {
        const string detail = "may only be used when `type` is 'LoadBalancer'";
        var isLoadBalancer = spec.Type == "LoadBalancer";
        if (spec.AllocateLoadBalancerNodePorts is not null && !isLoadBalancer)
        {
            errors.Forbidden(path.Child("allocateLoadBalancerNodePorts"), detail);
        }
        if (spec.AllocateLoadBalancerNodePorts is null && isLoadBalancer)
        {
            errors.Required(FieldPath.Of("allocateLoadBalancerNodePorts"));
        }
        if (spec.LoadBalancerClass is { } name)
        {
            if (isLoadBalancer)
            {
                errors.QualifiedName(path.Child("loadBalancerClass"), name);
            }
            else
            {
                errors.Forbidden(path.Child("loadBalancerClass"), detail);
            }
        }
    }
}
