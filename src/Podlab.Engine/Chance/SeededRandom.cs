using System.Buffers.Binary;

namespace Podlab.Engine.Chance;

/// <summary>All chance in a cluster: the same seed gives the same numbers on every platform (xoshiro256**, seeded by splitmix64).</summary>
/// <remarks>Each part of the cluster takes a stream of its own with <see cref="Fork"/>, so that one more draw in one part moves nothing in another.</remarks>
public sealed class SeededRandom
{
    /// <summary>The letters of generated name suffixes: no vowels and no 0, 1, 3, so that no words arise (apimachinery util/rand).</summary>
    private const string SuffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    private readonly ulong[] state = new ulong[4];
    private readonly ulong seed;

    public SeededRandom(ulong seed)
    {
        this.seed = seed;
        for (var i = 0; i < 4; i++) state[i] = Mix(seed + (ulong)(i + 1) * 0x9E3779B97F4A7C15);
    }

    /// <summary>An independent stream for a named part.</summary>
    public SeededRandom Fork(string part)
    {
        var hash = 14695981039346656037ul;
        foreach (var letter in part) hash = (hash ^ letter) * 1099511628211;
        return new SeededRandom(Mix(seed ^ hash));
    }

    public ulong NextUInt64()
    {
        var result = ulong.RotateLeft(state[1] * 5, 7) * 9;
        var t = state[1] << 17;
        state[2] ^= state[0];
        state[3] ^= state[1];
        state[1] ^= state[2];
        state[0] ^= state[3];
        state[2] ^= t;
        state[3] = ulong.RotateLeft(state[3], 45);
        return result;
    }

    /// <summary>From 0 up to, not including, <paramref name="bound"/>.</summary>
    public int Next(int bound) => (int)(NextUInt64() % (ulong)bound);

    /// <summary>From 0 up to, not including, 1.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1ul << 53));

    /// <summary>Five letters, as behind a generateName.</summary>
    public string NextSuffix(int length = 5) => string.Create(length, this, static (span, random) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = SuffixAlphabet[random.Next(SuffixAlphabet.Length)];
    });

    /// <summary>A version 4 UUID.</summary>
    public string NextUid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, NextUInt64());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], NextUInt64());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>Lower-case hexadecimal digits, for container ids.</summary>
    public string NextHex(int digits) => string.Create(digits, this, static (span, random) =>
    {
        for (var i = 0; i < span.Length; i++) span[i] = "0123456789abcdef"[random.Next(16)];
    });

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
