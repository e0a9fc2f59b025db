using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Core;

namespace Podlab.Api.Strategies.Core;

/// <summary>clusterIP and the first of clusterIPs are one field, of two ages; and what an update may leave out.</summary>
public static class ServiceAddresses
{
    /// <summary>Brings the two fields together where the writer has set or changed only one of them.</summary>
    public static Service Normalize(Service value, Service? old)
    {
        var spec = value.Spec;
        var (single, list) = (spec.ClusterIP ?? "", spec.ClusterIPs);
        if (old is null)
        {
            return single.Length > 0 && list.IsEmpty ? value with { Spec = spec with { ClusterIPs = [single] } } : value;
        }
        var (oldSingle, oldList) = (old.Spec.ClusterIP ?? "", old.Spec.ClusterIPs);
        if (single.Length > 0 && list.IsEmpty)
        {
            return value with { Spec = spec with { ClusterIPs = [single] } };
        }
        if (oldSingle.Length > 0 && single.Length == 0 && list == oldList)
        {
            // Only the single one was cleared: the list goes too.
            return value with { Spec = spec with { ClusterIPs = default } };
        }
        if (oldSingle != single && list == oldList)
        {
            return value with { Spec = spec with { ClusterIPs = list.IsEmpty ? [single] : list.SetItem(0, single) } };
        }
        return value;
    }

    /// <summary>Addresses and ports that were given out stay, unless the type no longer has them.</summary>
    public static Service Carry(Service value, Service old)
    {
        var (spec, before) = (value.Spec, old.Spec);
        if (ServiceRules.NeedsClusterIp(spec) && ServiceRules.NeedsClusterIp(before))
        {
            if (string.IsNullOrEmpty(spec.ClusterIP) && spec.ClusterIPs.IsEmpty)
            {
                spec = spec with { ClusterIP = before.ClusterIP, ClusterIPs = before.ClusterIPs };
            }
            else if (string.IsNullOrEmpty(spec.ClusterIP))
            {
                spec = spec with { ClusterIP = before.ClusterIP };
            }
            else if (spec.ClusterIPs.IsEmpty && spec.ClusterIP == before.ClusterIP)
            {
                spec = spec with { ClusterIPs = before.ClusterIPs };
            }
            spec = spec with
            {
                IpFamilies = spec.IpFamilies.IsEmpty ? before.IpFamilies : spec.IpFamilies,
                IpFamilyPolicy = spec.IpFamilyPolicy ?? before.IpFamilyPolicy,
            };
        }
        if (ServiceRules.NeedsNodePorts(spec) && ServiceRules.NeedsNodePorts(before))
        {
            spec = spec with { Ports = CarryPorts(spec.Ports, before.Ports) };
        }
        if (ServiceRules.NeedsHealthCheck(spec) && ServiceRules.NeedsHealthCheck(before) && spec.HealthCheckNodePort == 0)
        {
            spec = spec with { HealthCheckNodePort = before.HealthCheckNodePort };
        }
        return value with { Spec = spec };
    }

    /// <summary>What is wrong with the two fields and the families before anything is given out.</summary>
    public static void Check(FieldErrorList errors, ServiceSpec spec) => ServiceAddressValidation.Validate(errors, spec);

    private static ValueList<ServicePort> CarryPorts(ValueList<ServicePort> ports, ValueList<ServicePort> before)
    {
        var used = ports.Where(port => port.NodePort != 0 && before.Any(old => old.NodePort == port.NodePort)).Select(port => port.NodePort).ToHashSet();
        return ports.Map(port =>
        {
            if (port.NodePort != 0)
            {
                return port;
            }
            foreach (var old in before)
            {
                if ((old.Name ?? "") == (port.Name ?? "") && used.Add(old.NodePort))
                {
                    return port with { NodePort = old.NodePort };
                }
            }
            return port;
        });
    }

    /// <summary>What belonged to the old type and was not touched goes with it.</summary>
    public static Service DropByType(Service value, Service old) => value with { Spec = DropByType(value.Spec, old.Spec) };

    private static ServiceSpec DropByType(ServiceSpec spec, ServiceSpec before)
    {
        if (ServiceRules.NeedsClusterIp(before) && !ServiceRules.NeedsClusterIp(spec) && spec.InternalTrafficPolicy == before.InternalTrafficPolicy)
        {
            spec = spec with { InternalTrafficPolicy = null };
        }
        if (ServiceRules.NeedsClusterIp(before) && !ServiceRules.NeedsClusterIp(spec)
            && spec.ClusterIP == before.ClusterIP && spec.ClusterIPs == before.ClusterIPs)
        {
            spec = spec with { ClusterIP = null, ClusterIPs = default, IpFamilies = default, IpFamilyPolicy = null };
        }
        if (ServiceRules.NeedsNodePorts(before) && !ServiceRules.NeedsNodePorts(spec) && SamePorts(spec.Ports, before.Ports))
        {
            spec = spec with { Ports = spec.Ports.Map(port => port with { NodePort = 0 }) };
        }
        if (ServiceRules.NeedsHealthCheck(before) && !ServiceRules.NeedsHealthCheck(spec) && spec.HealthCheckNodePort == before.HealthCheckNodePort)
        {
            spec = spec with { HealthCheckNodePort = 0 };
        }
        if (before.Type == "LoadBalancer" && spec.Type != "LoadBalancer")
        {
            spec = spec with
            {
                AllocateLoadBalancerNodePorts = spec.AllocateLoadBalancerNodePorts == before.AllocateLoadBalancerNodePorts ? null : spec.AllocateLoadBalancerNodePorts,
                LoadBalancerClass = spec.LoadBalancerClass == before.LoadBalancerClass ? null : spec.LoadBalancerClass,
            };
        }
        if (ServiceRules.IsExternal(before) && !ServiceRules.IsExternal(spec) && spec.ExternalTrafficPolicy == before.ExternalTrafficPolicy)
        {
            spec = spec with { ExternalTrafficPolicy = null };
        }
        return spec;
    }

    private static bool SamePorts(ValueList<ServicePort> ports, ValueList<ServicePort> before) =>
        ports.Select(port => port.NodePort).ToHashSet().SetEquals(before.Select(port => port.NodePort));
}
