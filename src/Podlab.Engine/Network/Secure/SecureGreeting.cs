using System.Text;

namespace Podlab.Engine.Network.Secure;

/// <summary>
/// What stands for TLS in the simulated network: two records in the shape of TLS, by which each side knows whether the other speaks it and for which names and by
/// which authority it is known. What follows is plain: nobody listens on a simulated wire.
/// </summary>
public static class SecureGreeting
{
    /// <summary>Content type, two bytes of version, two of length.</summary>
    public const int HeadLength = 5;
    private const byte Handshake = 0x16;

    /// <summary>The first bytes of a client.</summary>
    public static byte[] Client(string serverName) => Record(1, serverName);

    /// <summary>The answer of a server: the names that its certificate holds for, and the certificate of the authority behind it.</summary>
    public static byte[] Server(IEnumerable<string> names, string authority) => Record(3, string.Join(',', names) + "\n" + authority);

    /// <summary>Whether bytes are the beginning of such a record; the first one tells.</summary>
    public static bool IsGreeting(ReadOnlySpan<byte> received) => received.Length > 0 && received[0] == Handshake;

    /// <summary>The text of a whole record at the front, and its length in bytes; null: more is needed.</summary>
    public static (string Text, int Length)? Read(ReadOnlySpan<byte> received)
    {
        if (received.Length < HeadLength) return null;
        var length = received[3] << 8 | received[4];
        return received.Length < HeadLength + length ? null : (Encoding.UTF8.GetString(received.Slice(HeadLength, length)), HeadLength + length);
    }

    /// <summary>Whether a client that trusts <paramref name="trusted"/> (certificates in PEM; null: anybody) may talk to the server under a name.</summary>
    public static SecureVerdict Judge(string serverText, string serverName, string? trusted)
    {
        if (trusted is null) return SecureVerdict.Trusted;
        var (names, authority) = (serverText[..serverText.IndexOf('\n', StringComparison.Ordinal)].Split(','), serverText[(serverText.IndexOf('\n', StringComparison.Ordinal) + 1)..].Trim());
        if (authority.Length == 0 || !trusted.Contains(authority, StringComparison.Ordinal)) return SecureVerdict.UnknownAuthority;
        return names.Contains(serverName, StringComparer.OrdinalIgnoreCase) ? SecureVerdict.Trusted : SecureVerdict.OtherName;
    }

    private static byte[] Record(byte version, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [Handshake, 3, version, (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
    }
}

public enum SecureVerdict
{
    Trusted,

    /// <summary>No trusted authority stands behind the certificate.</summary>
    UnknownAuthority,

    /// <summary>The certificate is for other names.</summary>
    OtherName,
}
