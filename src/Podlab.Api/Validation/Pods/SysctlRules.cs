using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Kernel parameters: names, once each, and none of a namespace that the host shares.</summary>
internal static class SysctlRules
{
    public static void Validate(PodScope scope, ValueList<Sysctl> sysctls, FieldPath path)
    {
        var errors = scope.Errors;
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < sysctls.Count; i++)
        {
            var name = sysctls[i].Name;
            var at = path.Index(i);
            if (name.Length == 0)
            {
                errors.Required(at.Child("name"));
            }
            else if (!IsName(name))
            {
                errors.Invalid(at.Child("name"), name,
                    @"must have at most 253 characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$");
            }
            else if (names.Contains(name))
            {
                errors.Duplicate(at.Child("name"), name);
            }
            HostNamespace(scope, name, at);
            names.Add(name);
        }
    }

    private static void HostNamespace(PodScope scope, string sysctl, FieldPath path)
    {
        var name = Normalize(sysctl);
        if (scope.Spec.HostNetwork && name.StartsWith("net.", StringComparison.Ordinal))
        {
            scope.Errors.Invalid(path.Child("name"), sysctl, "may not be specified when 'hostNetwork' is true");
        }
        else if (scope.Spec.HostIPC && (name is "kernel.sem" || name.StartsWith("kernel.shm", StringComparison.Ordinal)
            || name.StartsWith("kernel.msg", StringComparison.Ordinal) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal)))
        {
            scope.Errors.Invalid(path.Child("name"), sysctl, "may not be specified when 'hostIPC' is true");
        }
    }

    /// <summary>Where the first separator is a slash, slashes separate and dots are part of the names.</summary>
    private static string Normalize(string name)
    {
        var first = name.AsSpan().IndexOfAny('.', '/');
        return first < 0 || name[first] == '.' ? name : string.Create(name.Length, name, (text, source) =>
        {
            for (var i = 0; i < source.Length; i++)
            {
                text[i] = source[i] switch { '/' => '.', '.' => '/', var c => c };
            }
        });
    }

    private static bool IsName(string name)
    {
        if (name.Length > 253)
        {
            return false;
        }
        foreach (var part in name.Split('.', '/'))
        {
            if (part.Length == 0 || !char.IsAsciiLetterOrDigit(part[0]) || !char.IsAsciiLetterOrDigit(part[^1])
                || part.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyz0123456789-_"))
            {
                return false;
            }
        }
        return true;
    }
}
