using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Simulation.Servers.Http;

namespace Podlab.Simulation.Servers;

/// <summary>What <c>curl -w</c> can tell about a transfer.</summary>
internal sealed partial class CurlReport
{
    public HttpReply? Reply { get; set; }
    public string Url { get; set; } = "";
    public string Scheme { get; set; } = "";
    public string Method { get; set; } = "";
    public string File { get; set; } = "";
    public string RemoteAddress { get; set; } = "";
    public string LocalAddress { get; set; } = "";
    public int RemotePort { get; set; }
    public int LocalPort { get; set; }
    public int Redirects { get; set; }
    public int Uploaded { get; set; }
    public int Downloaded { get; set; }
    public TimeSpan LookedUp { get; set; }
    public TimeSpan Connected { get; set; }
    public TimeSpan Greeted { get; set; }
    public TimeSpan Answered { get; set; }
    public TimeSpan Total { get; set; }

    /// <summary>Puts the values in their places; names that do not exist go away.</summary>
    public string Expand(string format, int code, string message, out List<string> unknown)
    {
        var wrong = new List<string>();
        var text = Place().Replace(Shell.Syntax.Escapes.Expand(format), match =>
        {
            if (match.Value == "%%") return "%";
            if (Value(match.Groups[1].Value, code, message) is { } value) return value;
            wrong.Add(match.Groups[1].Value);
            return "";
        });
        unknown = wrong;
        return text;
    }

    private string? Value(string name, int code, string message)
    {
        static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
        static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("F6", CultureInfo.InvariantCulture);
        return name switch
        {
            "http_code" or "response_code" => (Reply?.Status ?? 0).ToString("D3", CultureInfo.InvariantCulture),
            "http_version" => Reply is null ? "0" : Reply.StatusLine.StartsWith("HTTP/1.0", StringComparison.Ordinal) ? "1.0" : "1.1",
            "content_type" => Reply?.Header("Content-Type") ?? "",
            "redirect_url" => Redirect(),
            "num_redirects" => Number(Redirects),
            "num_connects" => Number(RemoteAddress.Length > 0 ? Redirects + 1 : 0),
            "num_headers" => Number(Reply?.Headers.Count ?? 0),
            "size_download" => Number(Downloaded),
            "size_upload" => Number(Uploaded),
            "size_header" => Number(Reply is null ? 0 : Reply.StatusLine.Length + 4 + Reply.Headers.Sum(header => header.Key.Length + header.Value.Length + 4)),
            "speed_download" => Number((int)(Downloaded / Math.Max(Total.TotalSeconds, 0.001))),
            "speed_upload" => Number((int)(Uploaded / Math.Max(Total.TotalSeconds, 0.001))),
            "time_namelookup" => Seconds(LookedUp),
            "time_connect" => Seconds(Connected),
            "time_appconnect" => Seconds(Greeted),
            "time_pretransfer" => Seconds(Greeted > Connected ? Greeted : Connected),
            "time_starttransfer" => Seconds(Answered),
            "time_redirect" => Seconds(TimeSpan.Zero),
            "time_total" => Seconds(Total),
            "url" or "url_effective" => Url.Contains("://", StringComparison.Ordinal) ? Uri.TryCreate(Url, UriKind.Absolute, out var absolute) ? absolute.OriginalString.EndsWith('/') || absolute.AbsolutePath != "/" ? Url : Url + "/" : Url : $"http://{Url}{(Url.Contains('/', StringComparison.Ordinal) ? "" : "/")}",
            "scheme" => Scheme,
            "method" => Method,
            "remote_ip" => RemoteAddress,
            "remote_port" => Number(RemotePort),
            "local_ip" => LocalAddress,
            "local_port" => Number(LocalPort),
            "filename_effective" => File,
            "exitcode" => Number(code),
            "errormsg" => message,
            "onerror" or "stdout" or "stderr" => "",
            _ => null,
        };
    }

    private string Redirect() => Reply is { Status: >= 300 and < 400 } && Reply.Header("Location") is { } location
        && Uri.TryCreate(Url.Contains("://", StringComparison.Ordinal) ? Url : "http://" + Url, UriKind.Absolute, out var from) && Uri.TryCreate(from, location, out var to) ? to.AbsoluteUri : "";

    [GeneratedRegex(@"%\{([a-z_.]+)\}|%%")]
    private static partial Regex Place();
}
