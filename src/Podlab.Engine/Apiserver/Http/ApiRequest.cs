namespace Podlab.Engine.Apiserver.Http;

/// <summary>One request in the shape of HTTP, whether it came over a socket, from the kubectl in the process, or goes to a real cluster.</summary>
public sealed record ApiRequest
{
    /// <summary>Upper case: GET, POST, PUT, PATCH, DELETE.</summary>
    public required string Method { get; init; }

    /// <summary>Percent-encoded path, with the query behind a question mark.</summary>
    public required string Path { get; init; }

    public string? ContentType { get; init; }

    public string Accept { get; init; } = "application/json";

    /// <summary>Gives the field manager of writes that name none: the part before the slash.</summary>
    public string? UserAgent { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Who asks; the transport has already checked the credentials.</summary>
    public ApiUser User { get; init; } = ApiUser.Admin;
}
