using Podlab.Api.Model;
using Podlab.Api.Strategies.Core;

namespace Podlab.Api.Validation.Core;

/// <summary>Policies of where a service's traffic goes.</summary>
internal static class ServiceTrafficValidation
{
    public static void Validate(FieldErrorList errors, ServiceSpec spec)
    {
        var path = FieldPath.Spec;
        if (ServiceRules.IsExternal(spec))
        {
            errors.OneOf(path, "externalTrafficPolicy", spec.ExternalTrafficPolicy, "Cluster", "Local");
        }
        else if (!string.IsNullOrEmpty(spec.ExternalTrafficPolicy))
        {
            errors.Invalid(path.Child("externalTrafficPolicy"), spec.ExternalTrafficPolicy, "may only be set for externally-accessible services");
        }
        HealthCheck(errors, spec, path);
        if (spec.InternalTrafficPolicy is { } policy)
        {
            errors.Supported(path, "internalTrafficPolicy", policy, "Cluster", "Local");
        }
        else if (spec.Type is "NodePort" or "LoadBalancer" or "ClusterIP")
        {
            errors.Required(path.Child("internalTrafficPolicy"));
        }
        if (spec.TrafficDistribution is { } distribution)
        {
            errors.Supported(path, "trafficDistribution", distribution, "PreferClose", "PreferSameZone", "PreferSameNode");
        }
    }

    private static void HealthCheck(FieldErrorList errors, ServiceSpec spec, FieldPath path)
    {
        var port = spec.HealthCheckNodePort;
        if (!ServiceRules.NeedsHealthCheck(spec))
        {
            if (port != 0)
            {
                errors.Invalid(path.Child("healthCheckNodePort"), port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
            }
        }
        else if (port == 0)
        {
            errors.Required(path.Child("healthCheckNodePort"));
        }
        else
        {
            errors.InvalidAll(path.Child("healthCheckNodePort"), port, FormatRules.PortNumber(port));
        }
    }
}
