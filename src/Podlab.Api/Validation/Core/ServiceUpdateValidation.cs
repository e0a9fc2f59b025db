using Podlab.Api.Model;
using Podlab.Api.Strategies.Core;

namespace Podlab.Api.Validation.Core;

/// <summary>What of a service's addresses can change: a second family comes and goes, the first address stays.</summary>
internal static class ServiceUpdateValidation
{
    private const string Fixed = "may not change once set";

    public static void Validate(FieldErrorList errors, Service value, Service old)
    {
        var (spec, before) = (value.Spec, old.Spec);
        if (spec.Type != "ExternalName" && before.Type != "ExternalName")
        {
            Addresses(errors, spec, before);
            Families(errors, spec, before);
        }
        if (spec.Type == "LoadBalancer" && before.Type == "LoadBalancer" && spec.LoadBalancerClass != before.LoadBalancerClass)
        {
            errors.Invalid(FieldPath.Spec.Child("loadBalancerClass"), spec.LoadBalancerClass, Fixed);
        }
        if (ServiceRules.NeedsHealthCheck(spec) && ServiceRules.NeedsHealthCheck(before) && spec.HealthCheckNodePort != before.HealthCheckNodePort)
        {
            errors.Forbidden(FieldPath.Spec.Child("healthCheckNodePort"), FormatRules.Immutable);
        }
    }

    private static void Addresses(FieldErrorList errors, ServiceSpec spec, ServiceSpec before)
    {
        if (ServiceRules.IsHeadless(spec) && ServiceRules.IsHeadless(before))
        {
            return;
        }
        var path = FieldPath.Spec.Child("clusterIPs");
        var (list, old) = (spec.ClusterIPs, before.ClusterIPs);
        object said = list.IsAbsent ? GoJson.Null : list;
        if (list.Count == old.Count)
        {
            for (var i = 0; i < old.Count; i++)
            {
                if (list[i] != old[i])
                {
                    errors.Invalid(path.Index(i), said, Fixed);
                }
            }
            return;
        }
        if (list.IsEmpty)
        {
            errors.Invalid(path.Index(0), said, "primary clusterIP can not be unset");
        }
        if (!old.IsEmpty && !list.IsEmpty && list[0] != old[0])
        {
            errors.Invalid(path.Index(0), said, Fixed);
        }
        if (old.Count > list.Count && list.Count == 1 && spec.IpFamilyPolicy != "SingleStack")
        {
            errors.Invalid(FieldPath.Spec.Child("ipFamilyPolicy"), spec.IpFamilyPolicy, "must be set to 'SingleStack' when releasing the secondary clusterIP");
        }
    }

    private static void Families(FieldErrorList errors, ServiceSpec spec, ServiceSpec before)
    {
        if (ServiceRules.IsHeadless(spec) || ServiceRules.IsHeadless(before))
        {
            return;
        }
        var path = FieldPath.Spec.Child("ipFamilies").Index(0);
        var (list, old) = (spec.IpFamilies, before.IpFamilies);
        if (list.Count == old.Count)
        {
            for (var i = 0; i < old.Count; i++)
            {
                if (list[i] != old[i])
                {
                    errors.Invalid(path, list, Fixed);
                }
            }
        }
        else if (!list.IsEmpty && !old.IsEmpty && list[0] != old[0])
        {
            errors.Invalid(path, spec.ClusterIPs, Fixed);
        }
        else if (old.Count > list.Count && list.Count == 1 && spec.IpFamilyPolicy != "SingleStack")
        {
            errors.Invalid(FieldPath.Spec.Child("ipFamilyPolicy"), spec.IpFamilyPolicy, "must be set to 'SingleStack' when releasing the secondary ipFamily");
        }
    }
}
