namespace Podlab.Api;

/// <summary>Bytes as the wire has them (a Secret's data): standard base64 text, equal when the text is.</summary>
public readonly record struct Base64Data(string Text)
{
    public static Base64Data FromBytes(ReadOnlySpan<byte> bytes) => new(Convert.ToBase64String(bytes));

    public byte[] ToBytes() => Convert.FromBase64String(Text);

    public override string ToString() => Text;
}
