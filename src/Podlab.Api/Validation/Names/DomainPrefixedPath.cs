using System.Buffers;

namespace Podlab.Api.Validation;

/// <summary>A domain, a slash and what its owner makes of it: <c>acme.io/foo</c>.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go, IsDomainPrefixedPath (v1.36.3).</remarks>
internal static class DomainPrefixedPath
{
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-._~%!$&'()*+,;=:");

    public static void Validate(FieldErrorList errors, string text, FieldPath path)
    {
        if (text.Length == 0)
        {
            errors.Required(path);
            return;
        }
        var slash = text.IndexOf('/');
        if (slash < 1 || slash == text.Length - 1)
        {
            errors.Invalid(path, text, "must be a domain-prefixed path (such as \"acme.io/foo\")");
            return;
        }
        var (host, rest) = (text[..slash], text[(slash + 1)..]);
        errors.InvalidAll(path, host, NameRules.DnsSubdomain(host));
        if (rest.AsSpan().ContainsAnyExcept(PathCharacters))
        {
            errors.Invalid(path, rest, @"Invalid path (regex used for validation is '[A-Za-z0-9/\-._~%!$&'()*+,;=:]+')");
        }
    }
}
