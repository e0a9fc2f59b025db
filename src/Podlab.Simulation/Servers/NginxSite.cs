using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Engine.Network;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers;

/// <summary>A server block.</summary>
internal sealed partial record NginxSite(IReadOnlyList<int> Ports, IReadOnlyList<string> Names, string Root, IReadOnlyList<string> Index, IReadOnlyList<NginxLocation> Locations)
{
    /// <summary>The pages of <c>error_page</c> by status.</summary>
    public IReadOnlyDictionary<int, string> ErrorPages { get; init; } = new Dictionary<int, string>();

    /// <summary>The location that holds for a path: the exact one, the longest prefix that forbids patterns, the first pattern, the longest prefix.</summary>
    public NginxLocation? Find(string path)
    {
        if (Locations.FirstOrDefault(candidate => candidate.Exact && candidate.Path == path) is { } exact) return exact;
        var prefix = Locations.Where(candidate => !candidate.Exact && candidate.Pattern is null && path.StartsWith(candidate.Path, StringComparison.Ordinal)).MaxBy(candidate => candidate.Path.Length);
        return prefix is { Final: true } ? prefix : Locations.FirstOrDefault(candidate => candidate.Pattern?.IsMatch(path) == true) ?? prefix;
    }

    public (HttpResponse Response, string? Missing) Answer(Process process, HttpRequest request, string version, Connection connection)
    {
        var path = HttpRequest.Decode(request.Path);
        var location = Find(path);
        if (location?.ReturnCode is { } code)
        {
            var text = Expand(location.ReturnText ?? "", request, process.Hostname, connection);
            if (code is 301 or 302 or 303 or 307 or 308) return (ErrorPage(code, version) with { Headers = [new("Content-Type", "text/html"), new("Location", text)] }, null);
            return text.Length == 0 && code >= 300 ? (ErrorPage(code, version), null) : (new HttpResponse(code, text) { Headers = [new("Content-Type", location.DefaultType ?? "application/octet-stream")] }, null);
        }

        if (request.Method is not ("GET" or "HEAD")) return (ErrorPage(405, version), null);
        var file = location?.Alias is { } alias ? alias + path[Math.Min(path.Length, location.Path.Length)..] : (location?.Root ?? Root).TrimEnd('/') + path;
        if (location is { TryFiles.Count: > 0 })
        {
            var root = (location.Root ?? Root).TrimEnd('/');
            bool Exists(string candidate) => process.Tree.Find(process, root + candidate.TrimEnd('/'), true, out var there) == Errno.Ok && there is DirectoryNode == candidate.EndsWith('/');
            var tried = location.TryFiles.SkipLast(1).Select(candidate => candidate.Replace("$uri", path, StringComparison.Ordinal)).FirstOrDefault(Exists);
            if (tried is null && location.TryFiles[^1] is ['=', .. var code2] && int.TryParse(code2, out var stated)) return (ErrorPage(stated, version), null);
            file = root + (tried ?? location.TryFiles[^1].Replace("$uri", path, StringComparison.Ordinal).Split('?')[0]);
            path = file[root.Length..];
        }

        if (process.Tree.Find(process, file, true, out var node) == Errno.Ok && node is DirectoryNode)
        {
            if (!path.EndsWith('/')) return (ErrorPage(301, version) with { Headers = [new("Content-Type", "text/html"), new("Location", $"http://{request.Header("Host")}{path}/")] }, null);
            var index = (location?.Index.Count > 0 ? location.Index : Index).FirstOrDefault(name => process.Tree.Find(process, file + name, true, out _) == Errno.Ok);
            if (index is null && location?.Autoindex == true) return (Listing(process, file, path), null);
            if (index is null) return (ErrorPage(403, version), file);
            file += index;
        }

        var error = process.Tree.Open(process, file, OpenFlags.Read, 0, out var open);
        if (error == Errno.EACCES) return (ErrorPage(403, version), null);
        if (error != Errno.Ok || open.Node is not FileNode content) return (ErrorPage(404, version), file);
        open.Close();
        var modified = DateText.Format("%a, %d %b %Y %H:%M:%S GMT", content.Modified);
        return (new HttpResponse(200, System.Text.Encoding.Latin1.GetString(content.ReadAll()))
        {
            Headers =
            [
                new("Content-Type", MediaTypes.Of(file)), new("Last-Modified", modified),
                new("ETag", FormattableString.Invariant($"\"{content.Modified.ToUnixTimeSeconds():x}-{content.Size:x}\"")), new("Accept-Ranges", "bytes"),
            ],
        }, null);
    }

    internal static string Expand(string text, HttpRequest request, string hostname, Connection connection) => Variable().Replace(text, match => match.Value switch
    {
        "$hostname" when hostname.Length > 0 => hostname,
        "$host" => request.Header("Host")?.Split(':')[0] ?? "",
        "$request_uri" => request.Target,
        "$uri" => request.Path,
        "$args" => request.Query,
        "$scheme" => "http",
        "$remote_addr" => connection.RemoteAddress,
        "$server_addr" => connection.LocalAddress,
        "$server_port" => connection.LocalPort.ToString(CultureInfo.InvariantCulture),
        "$request_method" => request.Method,
        "$http_user_agent" => request.Header("User-Agent") ?? "",
        "$http_host" => request.Header("Host") ?? "",
        "$http_upgrade" => request.Header("Upgrade") ?? "",
        "$proxy_add_x_forwarded_for" or "$proxy_host" => match.Value,
        _ => "",
    });

    /// <summary>A directory as a page.</summary>
    private static HttpResponse Listing(Process process, string directory, string path)
    {
        var text = new System.Text.StringBuilder($"<html>\r\n<head><title>Index of {path}</title></head>\r\n<body>\r\n<h1>Index of {path}</h1><hr><pre><a href=\"../\">../</a>\r\n");
        process.Tree.List(process, directory, out var names);
        foreach (var name in names.Where(name => name[0] != '.').OrderBy(name => name, StringComparer.Ordinal))
        {
            if (process.Tree.Find(process, directory + name, true, out var node) != Errno.Ok) continue;
            var shown = name + (node is DirectoryNode ? "/" : "");
            text.Append($"<a href=\"{shown}\">{shown}</a>").Append(' ', Math.Max(1, 51 - shown.Length)).Append(DateText.Format("%d-%b-%Y %H:%M", node.Modified)).Append((node is DirectoryNode ? "-" : node.Size.ToString(CultureInfo.InvariantCulture)).PadLeft(20)).Append("\r\n");
        }

        return new HttpResponse(200, text.Append("</pre><hr></body>\r\n</html>\r\n").ToString()) { Headers = [new("Content-Type", "text/html")] };
    }

    internal static HttpResponse ErrorPage(int status, string version)
    {
        var title = string.Create(CultureInfo.InvariantCulture, $"{status} {(status == 405 ? "Not Allowed" : status == 503 ? "Service Temporarily Unavailable" : HttpResponse.Reason(status))}");
        return new HttpResponse(status, $"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n<hr><center>nginx/{version}</center>\r\n</body>\r\n</html>\r\n")
        {
            Headers = [new("Content-Type", "text/html")],
        };
    }

    [GeneratedRegex(@"\$[a-z_]+")]
    private static partial Regex Variable();
}
