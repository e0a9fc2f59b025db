using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Core;
using Podlab.Api.Validation;
using Podlab.Engine.Chance;
using Podlab.Engine.Store;

namespace Podlab.Engine.Apiserver.Services;

/// <summary>Gives services their addresses and node ports. What is taken is what the stored services say.</summary>
/// <remarks>Follows pkg/registry/core/service/storage/alloc.go (v1.36.3) for a cluster with IPv4 only.</remarks>
internal sealed class ServiceAllocation(ObjectStore store, SeededRandom random)
{
    private static readonly FieldPath SpecPath = FieldPath.Spec;

    /// <summary>The service as it may be validated; null in <paramref name="old"/> when it is new.</summary>
    public Service Allot(Service value, Service? old)
    {
        if (value.Spec.Type == "ExternalName") return value;
        var errors = new FieldErrorList();
        ServiceAddresses.Check(errors, value.Spec);
        Refuse(value, errors);
        Refuse(value, FamilyErrors(value.Spec));
        var taken = new ServiceClaims(store, old);
        value = WithAddress(value, old, taken);
        if (ServiceRules.NeedsPorts(value.Spec)) value = value with { Spec = value.Spec with { Ports = new ServicePortAllotment(value, old, taken.Ports, random).Give() } };
        if (ServiceRules.NeedsHealthCheck(value.Spec) && value.Spec.HealthCheckNodePort == 0) value = value with { Spec = value.Spec with { HealthCheckNodePort = ServicePortAllotment.Draw(taken.Ports, random) } };
        return value;
    }

    private static FieldErrorList FamilyErrors(ServiceSpec spec)
    {
        var errors = new FieldErrorList();
        if (ServiceRules.IsHeadless(spec) && spec.Selector.IsEmpty) return errors;
        if (spec.IpFamilyPolicy == "RequireDualStack") errors.Invalid(SpecPath.Child("ipFamilyPolicy"), spec.IpFamilyPolicy, "this cluster is not configured for dual-stack services");
        var families = SpecPath.Child("ipFamilies");
        for (var i = 0; i < spec.IpFamilies.Count; i++)
        {
            if (spec.IpFamilies[i] == "IPv6") errors.Invalid(families.Index(i), spec.IpFamilies[i], "not configured on this cluster");
        }

        return errors;
    }

    private Service WithAddress(Service value, Service? old, ServiceClaims taken)
    {
        var spec = value.Spec;
        if (ServiceRules.IsHeadless(spec)) return old is null ? value with { Spec = spec with { ClusterIP = ServiceRules.NoAddress } } : value;
        if (old is not null && ServiceRules.NeedsClusterIp(old.Spec)) return value;
        var asked = spec.ClusterIPs.IsEmpty ? "" : spec.ClusterIPs[0];
        var path = SpecPath.Child("clusterIPs");
        if (asked.Length == 0)
        {
            if (string.IsNullOrEmpty(value.Metadata.Name))
            {
                var drawn = taken.Draw(random);
                Refuse(value, Failure(path, [""], $"failed to allocate IP: IPAddress.networking.k8s.io {GoText.Quote(drawn)} is invalid: spec.parentRef.name: Required value"));
            }

            asked = taken.Draw(random);
        }
        else if (ServiceRange.Contains(asked) is false)
        {
            Refuse(value, Failure(path, spec.ClusterIPs, $"failed to allocate IP {asked}: the provided network does not match the current range"));
        }
        else if (taken.Addresses.Contains(asked))
        {
            Refuse(value, Failure(path, spec.ClusterIPs, $"failed to allocate IP {asked}: provided IP is already allocated"));
        }

        return value with { Spec = spec with { ClusterIP = asked, ClusterIPs = spec.ClusterIPs.IsEmpty ? [asked] : spec.ClusterIPs.SetItem(0, asked) } };
    }

    private static FieldErrorList Failure(FieldPath path, ValueList<string> addresses, string detail)
    {
        var errors = new FieldErrorList();
        errors.Invalid(path, addresses, detail);
        return errors;
    }

    internal static void Refuse(Service value, FieldErrorList errors)
    {
        if (errors.Count > 0) throw ApiException.Invalid(Service.GroupVersionKind, value.Metadata.Name ?? "", errors);
    }
}
