using System.Net;
using System.Net.Sockets;
using Podlab.Engine.Chance;

namespace Podlab.Engine.Apiserver.Services;

/// <summary>The addresses of services: 10.96.0.0/16.</summary>
internal static class ServiceRange
{
    private const uint First = (10u << 24) | (96u << 16);
    private const int Size = 1 << 16;

    /// <summary>The lowest addresses are given only on request, or when the others are gone.</summary>
    private const int OnRequest = 256;

    /// <summary>Null for a text that is no IPv4 address.</summary>
    public static bool? Contains(string text)
    {
        if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != AddressFamily.InterNetwork) return null;
        var bytes = address.GetAddressBytes();
        return bytes[0] == 10 && bytes[1] == 96;
    }

    /// <returns>Null when every address is taken.</returns>
    public static string? Draw(HashSet<string> taken, SeededRandom random) =>
        Draw(OnRequest, Size - 1, taken, random) ?? Draw(1, OnRequest, taken, random);

    private static string? Draw(int from, int to, HashSet<string> taken, SeededRandom random)
    {
        var start = random.Next(to - from);
        for (var i = 0; i < to - from; i++)
        {
            var number = First + (uint)(from + ((start + i) % (to - from)));
            var text = $"{number >> 24}.{(number >> 16) & 255}.{(number >> 8) & 255}.{number & 255}";
            if (!taken.Contains(text)) return text;
        }

        return null;
    }
}
