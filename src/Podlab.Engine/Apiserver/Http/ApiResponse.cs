namespace Podlab.Engine.Apiserver.Http;

/// <summary>The answer to an <see cref="ApiRequest"/>.</summary>
public sealed record ApiResponse
{
    public required int Code { get; init; }

    public string ContentType { get; init; } = "application/json";

    /// <summary>Texts of Warning headers, in order.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Further headers: Allow, Location, Retry-After.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>For watches and followed logs: pieces of the body as they come (a watch's piece is one event with its line feed); null where <see cref="Body"/> is all.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>>? Stream { get; init; }
}
