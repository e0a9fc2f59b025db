using System.Globalization;

namespace Podlab.Engine.Controllers.History;

/// <summary>The hash that controllers name things by, and the letters they write it with.</summary>
/// <remarks>Go's hash/fnv and k8s.io/apimachinery/pkg/util/rand SafeEncodeString.</remarks>
internal static class Fnv32
{
    public const uint Start = 2166136261;
    private const uint Prime = 16777619;
    private const string Letters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>FNV-1a (Go: New32a).</summary>
    public static uint XorFirst(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) hash = (hash ^ value) * Prime;
        return hash;
    }

    /// <summary>FNV-1 (Go: New32).</summary>
    public static uint MultiplyFirst(uint hash, ReadOnlySpan<byte> bytes)
    {
        foreach (var value in bytes) hash = (hash * Prime) ^ value;
        return hash;
    }

    public static string InSafeLetters(uint hash) => string.Concat(hash.ToString(CultureInfo.InvariantCulture).Select(digit => Letters[digit % Letters.Length]));
}
