using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Simulation.Utilities;

namespace Podlab.Simulation.Servers;

/// <summary>curl 8: its options, exit codes and words (https://curl.se/docs/manpage.html). Each URL is a <see cref="CurlTransfer"/>.</summary>
public sealed partial class Curl : Utility
{
    // Options without a letter of their own.
    internal const char ConnectTimeout = '\u0101', Retry = '\u0102', RetryDelay = '\u0103', RetryRefused = '\u0104', RetryAll = '\u0105', CaCertificate = '\u0106', Resolve = '\u0107',
        UrlEncode = '\u0108', RawData = '\u0109', FailWithBody = '\u010a', Json = '\u010b', MaxRedirects = '\u010c', CreateDirectories = '\u010d', Url = '\u010e', Bearer = '\u010f', BinaryData = '\u0110';

    /// <summary>Taken, and without effect here.</summary>
    private const char Nothing = '\u0111', NothingWithValue = '\u0112';

    private const string Try = "curl: try 'curl --help' or 'curl --manual' for more information\n";

    private static readonly string Letters = "sSo:OiILkfvX:d:H:u:A:w:m:NgVGF:T:D:e:b:c:r:x:E:C:Y:y:K:Rjq#46012J:Z"
        + $"{ConnectTimeout}:{Retry}:{RetryDelay}:{RetryRefused}{RetryAll}{CaCertificate}:{Resolve}:{UrlEncode}:{RawData}:{FailWithBody}{Json}:{MaxRedirects}:{CreateDirectories}{Url}:{Bearer}:{BinaryData}:{Nothing}{NothingWithValue}:";

    private static readonly Dictionary<string, char> LongNames = new()
    {
        ["silent"] = 's',
        ["show-error"] = 'S',
        ["output"] = 'o',
        ["remote-name"] = 'O',
        ["include"] = 'i',
        ["show-headers"] = 'i',
        ["head"] = 'I',
        ["location"] = 'L',
        ["location-trusted"] = 'L',
        ["insecure"] = 'k',
        ["fail"] = 'f',
        ["fail-with-body"] = FailWithBody,
        ["verbose"] = 'v',
        ["request"] = 'X',
        ["data"] = 'd',
        ["data-ascii"] = 'd',
        ["data-raw"] = RawData,
        ["data-binary"] = BinaryData,
        ["data-urlencode"] = UrlEncode,
        ["json"] = Json,
        ["form"] = 'F',
        ["upload-file"] = 'T',
        ["header"] = 'H',
        ["user"] = 'u',
        ["user-agent"] = 'A',
        ["referer"] = 'e',
        ["cookie"] = 'b',
        ["cookie-jar"] = 'c',
        ["range"] = 'r',
        ["dump-header"] = 'D',
        ["write-out"] = 'w',
        ["max-time"] = 'm',
        ["connect-timeout"] = ConnectTimeout,
        ["retry"] = Retry,
        ["retry-delay"] = RetryDelay,
        ["retry-connrefused"] = RetryRefused,
        ["retry-all-errors"] = RetryAll,
        ["retry-max-time"] = NothingWithValue,
        ["max-redirs"] = MaxRedirects,
        ["create-dirs"] = CreateDirectories,
        ["url"] = Url,
        ["oauth2-bearer"] = Bearer,
        ["noproxy"] = NothingWithValue,
        ["proxy"] = NothingWithValue,
        ["interface"] = NothingWithValue,
        ["limit-rate"] = NothingWithValue,
        ["cert"] = NothingWithValue,
        ["key"] = NothingWithValue,
        ["cacert"] = CaCertificate,
        ["capath"] = NothingWithValue,
        ["version"] = 'V',
        ["compressed"] = Nothing,
        ["progress-bar"] = '#',
        ["no-progress-meter"] = Nothing,
        ["no-buffer"] = 'N',
        ["no-keepalive"] = Nothing,
        ["http1.0"] = Nothing,
        ["http1.1"] = Nothing,
        ["http2"] = Nothing,
        ["tlsv1.2"] = Nothing,
        ["tlsv1.3"] = Nothing,
        ["tcp-nodelay"] = Nothing,
        ["globoff"] = 'g',
        ["get"] = 'G',
        ["resolve"] = Resolve,
        ["ipv4"] = '4',
        ["ipv6"] = '6',
    };

    public override IReadOnlyList<string> Names => ["curl"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (run.Arguments.Count == 0)
        {
            await run.Process.WriteAsync(2, Try);
            return 2;
        }

        var options = Options.Parse(run.Arguments, Letters, LongNames, out var error);
        if (options is null)
        {
            await run.Process.WriteAsync(2, $"curl: option {Complaint(error)}\n{Try}");
            return 2;
        }

        if (options.Has('V'))
        {
            run.Output.Append("curl 8.11.0 (x86_64-pc-linux-musl) libcurl/8.11.0\nProtocols: file http https\n");
            return 0;
        }

        List<string> urls = [.. options.Values(Url), .. options.Operands];
        if (urls.Count == 0)
        {
            await run.Process.WriteAsync(2, "curl: (2) no URL specified\n" + Try);
            return 2;
        }

        var outputs = options.Values('o').ToList();
        var code = 0;
        for (var i = 0; i < urls.Count; i++)
        {
            var output = options.Has('O') ? "" : outputs.ElementAtOrDefault(i);
            code = await RunAsync(run, options, urls[i], output);
        }

        return code;
    }

    /// <summary>One URL, again and again when asked for and the error may pass.</summary>
    private static async ValueTask<int> RunAsync(Invocation run, Options options, string url, string? output)
    {
        var left = int.TryParse(options.Value(Retry), NumberStyles.None, CultureInfo.InvariantCulture, out var retries) ? retries : 0;
        for (var attempt = 0; ; attempt++)
        {
            var transfer = new CurlTransfer(run, options, url, output);
            var code = await transfer.RunAsync();
            var reason = options.Has(RetryAll) && (code != 0 || transfer.Status >= 400) ? "(retrying all errors)"
                : code == 28 ? "timeout" : code == 7 && transfer.WasRefused && options.Has(RetryRefused) ? "connection refused"
                : code is 0 or 22 && transfer.Status is 408 or 429 or 500 or 502 or 503 or 504 ? "HTTP error" : null;
            if (left == 0 || reason is null) return code;
            var pause = double.TryParse(options.Value(RetryDelay), NumberStyles.Float, CultureInfo.InvariantCulture, out var given) ? given : Math.Min(600, 1 << Math.Min(attempt, 10));
            if (!options.Has('s')) await run.Process.WriteAsync(2, FormattableString.Invariant($"Warning: Problem: {reason}. Will retry in {pause} second{(pause == 1 ? "" : "s")}. {left} {(left == 1 ? "retry" : "retries")} left.\n"));
            left--;
            await run.Process.SleepAsync(TimeSpan.FromSeconds(pause));
        }
    }

    /// <summary>What is wrong with an option, in curl's words.</summary>
    private static string Complaint(string error)
    {
        var name = Quoted().Match(error).Groups[1].Value.Split('=')[0];
        if (name.Length == 1) name = "-" + name;
        else if (!name.StartsWith('-')) name = "--" + name.TrimStart('-');
        return name + (error.Contains("requires an argument", StringComparison.Ordinal) ? ": requires parameter" : ": is unknown");
    }

    [GeneratedRegex("'(.*)'")]
    private static partial Regex Quoted();
}
