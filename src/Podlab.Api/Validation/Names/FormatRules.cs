using System.Net;
using System.Net.Sockets;

namespace Podlab.Api.Validation;

/// <summary>The forms of values that are no object names: ports, keys, headers, addresses, user ids.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go and ip.go (v1.36.3).</remarks>
public static class FormatRules
{
    public const string NotNegative = "must be greater than or equal to 0";
    public const string Immutable = "field is immutable";

    public static string InclusiveRange(long low, long high) => $"must be between {low} and {high}, inclusive";

    public static IReadOnlyList<string> PortNumber(long port) => port is >= 1 and <= 65535 ? [] : [InclusiveRange(1, 65535)];

    public static IReadOnlyList<string> UserId(long id) => id is >= 0 and <= int.MaxValue ? [] : [InclusiveRange(0, int.MaxValue)];

    /// <summary>An IANA service name: up to 15 lower case letters, digits and dashes.</summary>
    public static IReadOnlyList<string> PortName(string name)
    {
        List<string> reasons = [];
        if (name.Length > 15)
        {
            reasons.Add("must be no more than 15 characters");
        }
        if (name.Length == 0 || name.AsSpan().IndexOfAnyExcept(PortNameCharacters) >= 0)
        {
            reasons.Add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
        }
        if (!name.Any(char.IsAsciiLetterLower))
        {
            reasons.Add("must contain at least one letter (a-z)");
        }
        if (name.Contains("--", StringComparison.Ordinal))
        {
            reasons.Add("must not contain consecutive hyphens");
        }
        if (name.Length > 0 && (name[0] == '-' || name[^1] == '-'))
        {
            reasons.Add("must not begin or end with a hyphen");
        }
        return reasons;
    }

    public static IReadOnlyList<string> EnvironmentName(string name)
    {
        if (name.Length == 0 || name.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0 || name.Contains('='))
        {
            return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
        }
        return [];
    }

    public static IReadOnlyList<string> ConfigMapKey(string key)
    {
        List<string> reasons = [];
        if (key.Length > 253)
        {
            reasons.Add("must be no more than 253 characters");
        }
        if (key.Length == 0 || key.AsSpan().IndexOfAnyExcept(KeyCharacters) >= 0)
        {
            reasons.Add(NameRules.RegexError("a valid config key must consist of alphanumeric characters, '-', '_' or '.'", "[-._a-zA-Z0-9]+", "key.name", "KEY_NAME", "key-name"));
        }
        if (key == ".")
        {
            reasons.Add("must not be '.'");
        }
        else if (key == "..")
        {
            reasons.Add("must not be '..'");
        }
        else if (key.StartsWith("..", StringComparison.Ordinal))
        {
            reasons.Add("must not start with '..'");
        }
        return reasons;
    }

    public static IReadOnlyList<string> HttpHeaderName(string name) =>
        name.Length > 0 && name.AsSpan().IndexOfAnyExcept(HeaderCharacters) < 0 ? []
            : [NameRules.RegexError("a valid HTTP header must consist of alphanumeric characters or '-'", "[-A-Za-z0-9]+", "X-Header-Name")];

    /// <summary>A subdomain whose labels may have and start with an underscore.</summary>
    public static IReadOnlyList<string> DnsSearch(string value)
    {
        List<string> reasons = [];
        if (value.Length > 253)
        {
            reasons.Add("must be no more than 253 characters");
        }
        foreach (var range in value.AsSpan().Split('.'))
        {
            var label = value.AsSpan()[range];
            label = label.StartsWith("_") ? label[1..] : label;
            if (label.IsEmpty || !IsLowerAlphanumeric(label[0]) || !IsLowerAlphanumeric(label[^1]) || label.IndexOfAnyExcept(SearchCharacters) >= 0)
            {
                reasons.Add(NameRules.RegexError(
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
                    @"_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*", "example.com"));
                break;
            }
        }
        return reasons;
    }

    /// <summary>An address as older servers took it too: leading zeros are read as decimal.</summary>
    public static bool TryParseIp(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.Contains(':'))
        {
            return !text.Contains('%') && !text.Contains('[') && IPAddress.TryParse(text, out address!) && address.AddressFamily == AddressFamily.InterNetworkV6;
        }
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var part = text.AsSpan()[range];
            if (count == 4 || part.IsEmpty || part.ContainsAnyExceptInRange('0', '9'))
            {
                return false;
            }
            part = part.TrimStart('0');
            if (part.Length > 3 || (part.Length > 0 && int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) > 255))
            {
                return false;
            }
            bytes[count++] = part.IsEmpty ? (byte)0 : byte.Parse(part, System.Globalization.CultureInfo.InvariantCulture);
        }
        address = new IPAddress(bytes);
        return count == 4;
    }

    /// <summary>An address that all software reads in the same way: no zeros in front, no version 4 inside version 6.</summary>
    /// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go with StrictIPCIDRValidation, on by default in v1.36.</remarks>
    /// <returns>Whether it is one.</returns>
    public static bool Ip(FieldErrorList errors, FieldPath path, string text)
    {
        var complaint = !TryParseIp(text, out var address) ? "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"
            : HasLeadingZeros(text) ? "must not have leading 0s"
            : address.IsIPv4MappedToIPv6 ? "must not be an IPv4-mapped IPv6 address" : null;
        if (complaint is not null)
        {
            errors.Invalid(path, text, complaint);
        }
        return complaint is null;
    }

    public static bool TryParseCidr(string text, out IPAddress address, out int bits)
    {
        var slash = text.IndexOf('/');
        address = IPAddress.None;
        bits = 0;
        return slash > 0 && TryParseIp(text[..slash], out address)
            && int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out bits)
            && bits <= (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
    }

    public static void Cidr(FieldErrorList errors, FieldPath path, string text)
    {
        if (!TryParseCidr(text, out var address, out var bits))
        {
            errors.Invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
        }
        else if (HasLeadingZeros(text) || text[(text.IndexOf('/') + 1)..] is { Length: > 1 } prefix && prefix[0] == '0')
        {
            errors.Invalid(path, text, "must not have leading 0s in IP or prefix length");
        }
        else if (address.IsIPv4MappedToIPv6)
        {
            errors.Invalid(path, text, "must not have an IPv4-mapped IPv6 address");
        }
        else if (HasHostBits(address.GetAddressBytes(), bits))
        {
            errors.Invalid(path, text, "must not have bits set beyond the prefix length");
        }
    }

    private static bool HasLeadingZeros(string text)
    {
        var end = text.IndexOf('/');
        var address = end < 0 ? text : text[..end];
        return !address.Contains(':') && address.Split('.').Any(part => part.Length > 1 && part[0] == '0');
    }

    private static bool HasHostBits(byte[] bytes, int bits)
    {
        for (var i = bits; i < bytes.Length * 8; i++)
        {
            if ((bytes[i / 8] & (0x80 >> (i % 8))) != 0)
            {
                return true;
            }
        }
        return false;
    }

    private static readonly System.Buffers.SearchValues<char> PortNameCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly System.Buffers.SearchValues<char> SearchCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-_");
    private static readonly System.Buffers.SearchValues<char> HeaderCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    private static readonly System.Buffers.SearchValues<char> KeyCharacters = System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._");

    private static bool IsLowerAlphanumeric(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c);
}
