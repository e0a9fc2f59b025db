using Podlab.Api.Model;

namespace Podlab.Api.Validation.Core;

/// <summary>Where a load balancer is reached.</summary>
internal static class ServiceStatusValidation
{
    public static void Validate(FieldErrorList errors, Service service)
    {
        var path = FieldPath.Status.Child("loadBalancer", "ingress");
        var ingress = service.Status.LoadBalancer.Ingress;
        if (service.Spec.Type != "LoadBalancer" && !ingress.IsEmpty)
        {
            errors.Forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'");
            return;
        }
        for (var i = 0; i < ingress.Count; i++)
        {
            One(errors, ingress[i], path.Index(i));
        }
    }

    private static void One(FieldErrorList errors, LoadBalancerIngress ingress, FieldPath path)
    {
        var hasIp = !string.IsNullOrEmpty(ingress.Ip);
        if (hasIp)
        {
            FormatRules.Ip(errors, path.Child("ip"), ingress.Ip!);
        }
        if (ingress.IpMode is null && hasIp)
        {
            errors.Required(path.Child("ipMode"), "must be specified when `ip` is set");
        }
        else if (ingress.IpMode is { } mode)
        {
            if (!hasIp)
            {
                errors.Forbidden(path.Child("ipMode"), "may not be specified when `ip` is not set");
            }
            else
            {
                errors.Supported(path, "ipMode", mode, "Proxy", "VIP");
            }
        }
        if (string.IsNullOrEmpty(ingress.Hostname))
        {
            return;
        }
        errors.DnsSubdomain(path, "hostname", ingress.Hostname);
        if (FormatRules.TryParseIp(ingress.Hostname, out _))
        {
            errors.Invalid(path.Child("hostname"), ingress.Hostname, "must be a DNS name, not an IP address");
        }
    }
}
