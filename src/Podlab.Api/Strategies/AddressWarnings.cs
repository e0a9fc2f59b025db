using System.Net;
using System.Net.Sockets;
using Podlab.Api.Validation;

namespace Podlab.Api.Strategies;

/// <summary>Addresses that are right but not in the one form that everybody writes.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/ip.go, GetWarningsForIP and GetWarningsForCIDR (v1.36.3).</remarks>
internal static class AddressWarnings
{
    public static void Ips(ref List<string>? warnings, string path, ValueList<string> texts)
    {
        for (var i = 0; i < texts.Count; i++)
        {
            Ip(ref warnings, $"{path}[{i}]", texts[i]);
        }
    }

    public static void Ip(ref List<string>? warnings, string path, string? text)
    {
        if (text is null || !FormatRules.TryParseIp(text, out var address))
        {
            return;
        }
        if (IsOld(text, address))
        {
            (warnings ??= []).Add($"{path}: non-standard IP address {GoText.Quote(text)} will be considered invalid in a future Kubernetes release: use {GoText.Quote(Plain(address).ToString())}");
        }
        else if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.ToString() != text)
        {
            (warnings ??= []).Add($"{path}: IPv6 address {GoText.Quote(text)} should be in RFC 5952 canonical format ({GoText.Quote(address.ToString())})");
        }
    }

    public static void Cidr(ref List<string>? warnings, string path, string text)
    {
        if (!FormatRules.TryParseCidr(text, out var address, out var bits))
        {
            return;
        }
        var count = warnings?.Count ?? 0;
        var network = Network(address, bits);
        if (!network.Equals(address))
        {
            var alone = $"{address}/{(address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128)}";
            (warnings ??= []).Add($"{path}: CIDR value {GoText.Quote(text)} is ambiguous in this context (should be {GoText.Quote($"{network}/{bits}")} or {GoText.Quote(alone)}?)");
        }
        if (IsOld(text[..text.IndexOf('/')], address))
        {
            (warnings ??= []).Add($"{path}: non-standard CIDR value {GoText.Quote(text)} will be considered invalid in a future Kubernetes release: use {GoText.Quote($"{network}/{bits}")}");
        }
        if ((warnings?.Count ?? 0) == count && address.AddressFamily == AddressFamily.InterNetworkV6 && $"{address}/{bits}" != text)
        {
            (warnings ??= []).Add($"{path}: IPv6 CIDR value {GoText.Quote(text)} should be in RFC 5952 canonical format ({GoText.Quote($"{address}/{bits}")})");
        }
    }

    /// <summary>Zeros in front, or version 4 inside version 6: what newer parsers do not take.</summary>
    private static bool IsOld(string text, IPAddress address) =>
        address.IsIPv4MappedToIPv6 || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != text);

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    private static IPAddress Network(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(bits - (8 * i), 0, 8);
            bytes[i] &= (byte)(0xff << (8 - kept));
        }
        return new IPAddress(bytes);
    }
}
