namespace Podlab.Simulation.Servers.Http;

/// <summary>Media types by file name.</summary>
public static class MediaTypes
{
    public static string Of(string path, string fallback = "application/octet-stream") => path[(path.LastIndexOf('.') + 1)..].ToLowerInvariant() switch
    {
        "html" or "htm" => "text/html",
        "txt" => "text/plain",
        "css" => "text/css",
        "js" => "application/javascript",
        "json" => "application/json",
        "xml" => "text/xml",
        "png" => "image/png",
        "jpg" or "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "svg" => "image/svg+xml",
        "ico" => "image/x-icon",
        _ => fallback,
    };
}
