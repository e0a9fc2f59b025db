using Podlab.Api.Model;

namespace Podlab.Api.Validation.Networking;

/// <remarks>Follows pkg/apis/networking/validation/validation.go (v1.36.3).</remarks>
internal static class IngressValidation
{
    private static readonly string[] Forbidden = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] ForbiddenEnds = ["/..", "/."];

    public static void Validate(FieldErrorList errors, IngressSpec spec)
    {
        var path = FieldPath.Spec;
        if (spec.Rules.IsEmpty && spec.DefaultBackend is null)
        {
            errors.Invalid(path, spec.Rules.IsAbsent ? GoJson.Null : new GoJson("[]"), "either `defaultBackend` or `rules` must be specified");
        }
        if (spec.DefaultBackend is { } backend)
        {
            Backend(errors, backend, path.Child("defaultBackend"));
        }
        for (var i = 0; i < spec.Rules.Count; i++)
        {
            Rule(errors, spec.Rules[i], path.Child("rules").Index(i));
        }
        for (var i = 0; i < spec.Tls.Count; i++)
        {
            Tls(errors, spec.Tls[i], path.Child("tls").Index(i));
        }
        if (spec.IngressClassName is { } name)
        {
            errors.DnsSubdomain(path, "ingressClassName", name);
        }
    }

    /// <summary>Where the ingress is reached.</summary>
    public static void Status(FieldErrorList errors, IngressStatus status)
    {
        var path = FieldPath.Status.Child("loadBalancer", "ingress");
        var ingress = status.LoadBalancer?.Ingress ?? default;
        for (var i = 0; i < ingress.Count; i++)
        {
            if (!string.IsNullOrEmpty(ingress[i].Ip))
            {
                FormatRules.Ip(errors, path.Index(i).Child("ip"), ingress[i].Ip!);
            }
            if (ingress[i].Hostname is { Length: > 0 } hostname)
            {
                errors.DnsSubdomain(path.Index(i), "hostname", hostname);
                if (FormatRules.TryParseIp(hostname, out _))
                {
                    errors.Invalid(path.Index(i).Child("hostname"), hostname, "must be a DNS name, not an IP address");
                }
            }
        }
    }

    private static void Rule(FieldErrorList errors, IngressRule rule, FieldPath path)
    {
        if (!string.IsNullOrEmpty(rule.Host))
        {
            if (FormatRules.TryParseIp(rule.Host, out _))
            {
                errors.Invalid(path.Child("host"), rule.Host, "must be a DNS name, not an IP address");
            }
            Host(errors, rule.Host, path.Child("host"));
        }
        if (rule.Http is not { } http)
        {
            return;
        }
        var paths = path.Child("http", "paths");
        if (http.Paths.IsEmpty)
        {
            errors.Required(paths);
        }
        for (var i = 0; i < http.Paths.Count; i++)
        {
            HttpPath(errors, http.Paths[i], paths.Index(i));
        }
    }

    private static void Host(FieldErrorList errors, string host, FieldPath path)
    {
        if (!host.Contains('*', StringComparison.Ordinal))
        {
            errors.InvalidAll(path, host, NameRules.DnsSubdomain(host));
        }
        else if (!host.StartsWith("*.", StringComparison.Ordinal) || !NameRules.IsSubdomain(host[2..]))
        {
            errors.Invalid(path, host, "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, "
                + "'-' or '.' and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");
        }
    }

    private static void Tls(FieldErrorList errors, IngressTLS tls, FieldPath path)
    {
        for (var i = 0; i < tls.Hosts.Count; i++)
        {
            Host(errors, tls.Hosts[i], path.Child("hosts").Index(i));
        }
        if (!string.IsNullOrEmpty(tls.SecretName))
        {
            errors.DnsSubdomain(path, "secretName", tls.SecretName);
        }
    }

    private static void HttpPath(FieldErrorList errors, HTTPIngressPath value, FieldPath path)
    {
        if (value.PathType is not { } type)
        {
            errors.Required(path.Child("pathType"), "pathType must be specified");
            return;
        }
        Text(errors, value.Path ?? "", type, path);
        Backend(errors, value.Backend, path.Child("backend"));
    }

    private static void Text(FieldErrorList errors, string text, string type, FieldPath path)
    {
        var at = path.Child("path");
        if (type is not ("Exact" or "Prefix" or "ImplementationSpecific"))
        {
            errors.NotSupported(path.Child("pathType"), type, "Exact", "ImplementationSpecific", "Prefix");
            return;
        }
        if (!text.StartsWith('/') && (type != "ImplementationSpecific" || text.Length > 0))
        {
            errors.Invalid(at, text, "must be an absolute path");
        }
        if (type == "ImplementationSpecific" || text.Length == 0)
        {
            return;
        }
        foreach (var part in Forbidden)
        {
            if (text.Contains(part, StringComparison.Ordinal))
            {
                errors.Invalid(at, text, $"must not contain '{part}'");
            }
        }
        foreach (var end in ForbiddenEnds)
        {
            if (text.EndsWith(end, StringComparison.Ordinal))
            {
                errors.Invalid(at, text, $"cannot end with '{end}'");
            }
        }
    }

    private static void Backend(FieldErrorList errors, IngressBackend backend, FieldPath path)
    {
        switch (backend)
        {
            case { Resource: not null, Service: not null }:
                errors.Invalid(path, "", "cannot set both resource and service backends");
                break;
            case { Resource: { } resource }:
                Resource(errors, resource, path.Child("resource"));
                break;
            case { Service: { } service }:
                Service(errors, service, path);
                break;
            default:
                errors.Invalid(path, "", "resource or service backend is required");
                break;
        }
    }

    private static void Service(FieldErrorList errors, IngressServiceBackend service, FieldPath path)
    {
        var at = path.Child("service");
        if (errors.RequireText(at, "name", service.Name))
        {
            errors.DnsLabel(at, "name", service.Name);
        }
        var (name, number) = (service.Port?.Name ?? "", service.Port?.Number ?? 0);
        switch (name.Length > 0, number != 0)
        {
            case (true, true):
                errors.Invalid(path, "", "cannot set both port name & port number");
                break;
            case (true, false):
                errors.InvalidAll(at.Child("port", "name"), name, FormatRules.PortName(name));
                break;
            case (false, true):
                errors.InvalidAll(at.Child("port", "number"), number, FormatRules.PortNumber(number));
                break;
            default:
                errors.Required(path, "port name or number is required");
                break;
        }
    }

    private static void Resource(FieldErrorList errors, TypedLocalObjectReference resource, FieldPath path)
    {
        if (resource.ApiGroup is { } group)
        {
            errors.DnsSubdomain(path, "apiGroup", group);
        }
        if (errors.RequireText(path, "kind", resource.Kind))
        {
            errors.InvalidAll(path.Child("kind"), resource.Kind, NameForms.PathSegment(resource.Kind, false));
        }
        if (errors.RequireText(path, "name", resource.Name))
        {
            errors.InvalidAll(path.Child("name"), resource.Name, NameForms.PathSegment(resource.Name, false));
        }
    }
}
