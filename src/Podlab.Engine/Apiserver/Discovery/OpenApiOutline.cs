namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>
/// OpenAPI version 2 in the one form in which kubectl asks for it: protobuf. kubectl looks into it for kinds that version 3 does not know, to learn that version 2 does
/// not know them either, so title and version are all there is.
/// </summary>
/// <remarks>Follows openapiv2/OpenAPIv2.proto of github.com/google/gnostic-models and kubectl's pkg/util/openapi (v1.36.3).</remarks>
internal static class OpenApiOutline
{
    /// <summary>What the Accept header of such a request contains.</summary>
    public const string Asked = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

    public const string ContentType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private const byte Swagger = (1 << 3) | Text;
    private const byte Info = (2 << 3) | Text;
    private const byte Title = (1 << 3) | Text;
    private const byte Version = (2 << 3) | Text;

    /// <summary>The wire type of strings and messages: a length goes before them.</summary>
    private const byte Text = 2;

    public static ReadOnlyMemory<byte> Body { get; } = (byte[])[.. Field(Swagger, "2.0"u8), .. Field(Info, [.. Field(Title, "Kubernetes"u8), .. Field(Version, "v1.36.3"u8)])];

    private static byte[] Field(byte key, ReadOnlySpan<byte> content) => [key, (byte)content.Length, .. content];
}
