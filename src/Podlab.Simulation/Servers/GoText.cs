using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Utilities.Host;

namespace Podlab.Simulation.Servers;

/// <summary>How Go's standard library writes things: log lines, durations, JSON, redirects. Text is bytes (Latin-1).</summary>
internal static class GoText
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonText.Default };

    /// <summary>A line of package log.</summary>
    public static async ValueTask LogAsync(Process self, string text) => await self.WriteAsync(2, Line(self, text));

    /// <summary>The same where nobody can wait: in a handler of signals or datagrams. Output that has no room is lost.</summary>
    public static void Log(Process self, string text) => self.Files[2]?.Write(System.Text.Encoding.Latin1.GetBytes(Line(self, text)));

    private static string Line(Process self, string text) => $"{DateText.Format("%Y/%m/%d %H:%M:%S", self.Kernel.Now)} {text}\n";

    /// <summary>time.Time as <c>%v</c> writes it, with the reading of the clock that only runs forward.</summary>
    public static string Time(Process self) =>
        self.Kernel.Now.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture) + FormattableString.Invariant($" +0000 UTC m=+{(self.Kernel.Now - self.StartedAt).TotalSeconds:F9}");

    /// <summary>time.Duration: <c>1m30s</c>, <c>1.5s</c>, <c>20ms</c>, <c>0s</c>.</summary>
    public static string Duration(TimeSpan span)
    {
        if (span == TimeSpan.Zero) return "0s";
        if (span < TimeSpan.FromSeconds(1)) return span.TotalMilliseconds >= 1 ? FormattableString.Invariant($"{span.TotalMilliseconds:0.######}ms") : FormattableString.Invariant($"{span.TotalMicroseconds:0.###}µs");
        var seconds = FormattableString.Invariant($"{span.TotalSeconds - Math.Floor(span.TotalMinutes) * 60:0.#########}s");
        return span.TotalHours >= 1 ? FormattableString.Invariant($"{Math.Floor(span.TotalHours)}h{span.Minutes}m{seconds}") : span.TotalMinutes >= 1 ? FormattableString.Invariant($"{span.Minutes}m{seconds}") : seconds;
    }

    /// <summary>A string as encoding/json writes it.</summary>
    public static string Json(string text)
    {
        var unicode = System.Text.Encoding.UTF8.GetString(System.Text.Encoding.Latin1.GetBytes(text));
        var written = JsonSerializer.Serialize(unicode, (System.Text.Json.Serialization.Metadata.JsonTypeInfo<string>)Plain.GetTypeInfo(typeof(string)));
        written = written.Replace("<", "\\u003c", StringComparison.Ordinal).Replace(">", "\\u003e", StringComparison.Ordinal).Replace("&", "\\u0026", StringComparison.Ordinal);
        return System.Text.Encoding.Latin1.GetString(System.Text.Encoding.UTF8.GetBytes(written));
    }

    /// <summary>http.Redirect.</summary>
    public static HttpResponse Redirect(string location, int code) => HttpResponse.Text($"<a href=\"{location.Replace("&", "&amp;", StringComparison.Ordinal)}\">{HttpResponse.Reason(code)}</a>.\n\n", code, "text/html; charset=utf-8") is var response
        ? response with { Headers = [.. response.Headers, new("Location", location)] } : response;

    /// <summary>http.NotFound.</summary>
    public static HttpResponse NotFound { get; } = HttpResponse.Text("404 page not found\n", 404);
}
