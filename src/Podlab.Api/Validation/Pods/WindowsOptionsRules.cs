using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>Options for Windows: credential specs, and user names such as <c>DOMAIN\user</c>.</summary>
internal static class WindowsOptionsRules
{
    private const int MaxSpecKib = 64;
    private const int MaxDomain = 256;
    private const int MaxUser = 104;

    public static void Validate(FieldErrorList errors, WindowsSecurityContextOptions? options, FieldPath path)
    {
        if (options is null)
        {
            return;
        }
        if (options.GmsaCredentialSpecName is { } name)
        {
            errors.DnsSubdomain(path, "gmsaCredentialSpecName", name);
        }
        if (options.GmsaCredentialSpec is { } spec)
        {
            if (spec.Length == 0)
            {
                errors.Invalid(path.Child("gmsaCredentialSpec"), spec, "gmsaCredentialSpec cannot be an empty string");
            }
            else if (spec.Length > MaxSpecKib * 1024)
            {
                errors.Invalid(path.Child("gmsaCredentialSpec"), spec, $"gmsaCredentialSpec size must be under {MaxSpecKib} KiB");
            }
        }
        if (options.RunAsUserName is { } user)
        {
            foreach (var reason in UserReasons(user))
            {
                errors.Invalid(path.Child("runAsUserName"), user, reason);
            }
        }
    }

    private static IEnumerable<string> UserReasons(string value)
    {
        var parts = value.Split('\\');
        if (value.Length == 0)
        {
            return ["runAsUserName cannot be an empty string"];
        }
        if (value.Any(char.IsControl))
        {
            return ["runAsUserName cannot contain control characters"];
        }
        return parts.Length > 2 ? ["runAsUserName cannot contain more than one backslash"] : PartReasons(parts);
    }

    private static IEnumerable<string> PartReasons(string[] parts)
    {
        var (domain, user) = (parts.Length == 2 ? parts[0] : null, parts[^1]);
        if (domain?.Length >= MaxDomain)
        {
            yield return $"runAsUserName's Domain length must be under {MaxDomain} characters";
        }
        if (domain is not null && !IsNetBios(domain) && !IsDns(domain))
        {
            yield return "runAsUserName's Domain doesn't match the NetBios nor the DNS format";
        }
        if (user.Length == 0)
        {
            yield return "runAsUserName's User cannot be empty";
        }
        else if (user.Length > MaxUser)
        {
            yield return $"runAsUserName's User length must not be longer than {MaxUser} characters";
        }
        if (user.Length > 0 && !user.AsSpan().ContainsAnyExcept('.', ' '))
        {
            yield return "runAsUserName's User cannot contain only periods or spaces";
        }
        if (user.AsSpan().ContainsAny("\"/\\:;|=,+*?<>@[]"))
        {
            yield return "runAsUserName's User cannot contain the following characters: \"/\\:;|=,+*?<>@[]";
        }
    }

    private static bool IsNetBios(string domain) => domain.Length is >= 1 and <= 15 && domain[0] != '.' && !domain.AsSpan().ContainsAny("\\/:*?\"<>|");

    private static bool IsDns(string domain) => domain.Split('.').All(label =>
        label.Length is >= 1 and <= 63 && char.IsAsciiLetterOrDigit(label[0]) && char.IsAsciiLetterOrDigit(label[^1])
        && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'));
}
