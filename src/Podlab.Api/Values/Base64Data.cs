namespace Podlab.Api;

/// <summary>Bytes as the wire has them (a Secret's data): standard base64 text, equal when the text is.</summary>
public readonly record struct Base64Data(string Text)
{
    /// <summary>How many bytes the text stands for.</summary>
    public int ByteLength => string.IsNullOrEmpty(Text) ? 0 : (Text.Length / 4 * 3) - (Text.EndsWith("==", StringComparison.Ordinal) ? 2 : Text.EndsWith('=') ? 1 : 0);

    public static Base64Data FromBytes(ReadOnlySpan<byte> bytes) => new(Convert.ToBase64String(bytes));

    public byte[] ToBytes() => Convert.FromBase64String(Text ?? "");

    public override string ToString() => Text ?? "";
}
