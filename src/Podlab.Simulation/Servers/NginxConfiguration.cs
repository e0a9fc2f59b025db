using System.Globalization;
using System.Text.RegularExpressions;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Servers.Http;
using Podlab.Simulation.Shell.Expansion;

namespace Podlab.Simulation.Servers;

/// <summary>Reads nginx.conf and what it includes: the directives that decide what is served where.</summary>
internal static class NginxConfiguration
{
    private static readonly HashSet<string> Known =
    [
        "user", "worker_processes", "error_log", "pid", "events", "worker_connections", "http", "include", "default_type", "log_format", "access_log", "sendfile", "tcp_nopush", "tcp_nodelay",
        "keepalive_timeout", "gzip", "server", "listen", "server_name", "location", "root", "index", "error_page", "return", "add_header", "charset", "autoindex", "try_files", "proxy_pass",
        "proxy_set_header", "upstream", "alias", "client_max_body_size", "types", "expires", "rewrite", "stub_status", "allow", "deny", "server_tokens", "daemon", "map", "if", "set", "proxy_http_version",
        "types_hash_max_size", "resolver", "large_client_header_buffers", "ssl_certificate", "ssl_certificate_key", "ssl_protocols", "multi_accept", "use", "open_file_cache", "limit_req_zone", "limit_req",
    ];

    private static readonly HashSet<string> NotInHttp = ["location", "listen", "server_name", "proxy_pass", "try_files", "alias", "return", "stub_status", "events", "worker_connections"];

    private static readonly HashSet<string> NotInMain = [.. NotInHttp.Except(["events"]), "server", "upstream", "root", "index", "types", "log_format", "access_log", "keepalive_timeout", "sendfile"];

    public static (IReadOnlyList<NginxSite> Sites, string? Error) Read(Process process, string path)
    {
        if (process.Tree.Open(process, path, OpenFlags.Read, 0, out var file) is var error && error != Errno.Ok)
            return ([], $"open() \"{path}\" failed ({(int)error}: {error.Text()})");
        file.Close();
        var sites = new List<NginxSite>();
        try
        {
            var main = Parse(process, path);
            if ((main.Find(directive => NotInMain.Contains(directive.Name)) ?? main.Where(directive => directive.Name == "http").SelectMany(http => http.Block).FirstOrDefault(directive => NotInHttp.Contains(directive.Name))) is { } misplaced)
                throw new FormatException($"\"{misplaced.Name}\" directive is not allowed here in {misplaced.Place}");
            foreach (var http in main.Where(directive => directive.Name == "http"))
                foreach (var server in http.Block.Where(directive => directive.Name == "server")) sites.Add(Site(server, http));
        }
        catch (FormatException exception)
        {
            return ([], exception.Message);
        }

        return (sites, null);
    }

    private sealed record Directive(string Name, List<string> Arguments, List<Directive> Block, string Place = "");

    private static NginxSite Site(Directive server, Directive http)
    {
        string? One(Directive directive, string name) => directive.Block.Find(inner => inner.Name == name)?.Arguments.FirstOrDefault();
        var ports = server.Block.Where(directive => directive.Name == "listen").Select(directive => directive.Arguments[0]).Where(text => !text.StartsWith('['))
            .Select(text => int.TryParse(text[(text.LastIndexOf(':') + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 80).Distinct().ToList();
        var locations = server.Block.Where(directive => directive.Name == "location").Select(directive =>
        {
            var returns = directive.Block.Find(inner => inner.Name == "return");
            var pass = directive.Block.Find(inner => inner.Name == "proxy_pass");
            var modifier = directive.Arguments.Count > 1 ? directive.Arguments[0] : "";
            return new NginxLocation(directive.Arguments[^1], modifier == "=")
            {
                Final = modifier == "^~",
                Pattern = modifier is "~" or "~*" ? Pattern(directive.Arguments[^1], modifier == "~*", directive.Place) : null,
                Alias = One(directive, "alias"),
                Autoindex = (One(directive, "autoindex") ?? One(server, "autoindex") ?? One(http, "autoindex")) == "on",
                TryFiles = directive.Block.Find(inner => inner.Name == "try_files")?.Arguments ?? [],
                StubStatus = directive.Block.Exists(inner => inner.Name == "stub_status"),
                ProxyPass = pass?.Arguments[0],
                Servers = pass is null ? [] : Upstream(pass.Arguments[0], http),
                Place = pass?.Place ?? "",
                ProxyHeaders = Pairs("proxy_set_header", directive, server, http),
                AddHeaders = Pairs("add_header", directive, server, http),
                Root = One(directive, "root"),
                Index = directive.Block.Find(inner => inner.Name == "index")?.Arguments ?? [],
                DefaultType = One(directive, "default_type"),
                ReturnCode = returns is null ? null : int.TryParse(returns.Arguments[0], out var code) ? code : 302,
                ReturnText = returns?.Arguments.Count > 1 ? returns.Arguments[1] : returns is not null && !int.TryParse(returns.Arguments[0], out _) ? returns.Arguments[0] : null,
            };
        }).ToList();
        if (server.Block.Find(directive => directive.Name == "return") is { } whole)
            locations.Add(new NginxLocation("/", false) { ReturnCode = int.TryParse(whole.Arguments[0], out var code) ? code : 302, ReturnText = whole.Arguments.ElementAtOrDefault(1), DefaultType = One(server, "default_type") ?? One(http, "default_type") });
        return new NginxSite(ports.Count == 0 ? [80] : ports, server.Block.Find(directive => directive.Name == "server_name")?.Arguments ?? [],
            One(server, "root") ?? One(http, "root") ?? "/usr/share/nginx/html", server.Block.Find(directive => directive.Name == "index")?.Arguments ?? ["index.html"], locations)
        {
            ErrorPages = server.Block.Concat(http.Block).Where(directive => directive.Name == "error_page").SelectMany(directive => directive.Arguments.SkipLast(1).Where(text => text.All(char.IsAsciiDigit)).Select(text => (int.Parse(text, CultureInfo.InvariantCulture), directive.Arguments[^1])))
                .DistinctBy(pair => pair.Item1).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        };
    }

    /// <summary>The pairs of the innermost block that has any.</summary>
    private static List<(string, string)> Pairs(string name, params Directive[] blocks) =>
        [.. (Array.Find(blocks, block => block.Block.Exists(inner => inner.Name == name))?.Block ?? []).Where(inner => inner.Name == name && inner.Arguments.Count > 1).Select(inner => (inner.Arguments[0], inner.Arguments[1]))];

    private static Regex Pattern(string text, bool ignoreCase, string place)
    {
        try
        {
            return new Regex(text, RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None));
        }
        catch (ArgumentException exception)
        {
            throw new FormatException($"pcre2_compile() failed: {exception.Message} in \"{text}\" in {place}");
        }
    }

    /// <summary>The servers of an upstream block, or the one that the URL names.</summary>
    private static List<string> Upstream(string pass, Directive http)
    {
        if (HttpUrl.Parse(pass) is not { } url) return [pass];
        var block = http.Block.Find(directive => directive.Name == "upstream" && directive.Arguments.FirstOrDefault() == url.Host);
        var path = pass.IndexOf('/', pass.IndexOf("://", StringComparison.Ordinal) + 3) is var slash and >= 0 ? pass[slash..] : "";
        return block is null ? [pass] : [.. block.Block.Where(inner => inner.Name == "server").Select(inner => $"http://{inner.Arguments[0]}{path}")];
    }

    private static List<Directive> Parse(Process process, string path)
    {
        var tokens = Tokens(process.ReadText(path) ?? "");
        var position = 0;
        return Block(process, path, tokens, ref position, inner: false);
    }

    private static List<Directive> Block(Process process, string path, List<(string Text, int Line)> tokens, ref int position, bool inner)
    {
        var result = new List<Directive>();
        while (position < tokens.Count)
        {
            var (name, line) = tokens[position++];
            if (name == "}")
            {
                if (inner) return result;
                throw new FormatException($"unexpected \"}}\" in {path}:{line}");
            }

            var arguments = new List<string>();
            while (position < tokens.Count && tokens[position].Text is not (";" or "{" or "}")) arguments.Add(tokens[position++].Text.Trim('"', '\''));
            if (position >= tokens.Count) throw new FormatException($"unexpected end of file, expecting \";\" or \"}}\" in {path}:{tokens[^1].Line}");
            var (end, endLine) = tokens[position++];
            if (end == "}") throw new FormatException($"unexpected \"}}\" in {path}:{endLine}");
            if (!Known.Contains(name) && !arguments.Exists(argument => argument.Contains('/', StringComparison.Ordinal)) && end == ";" && !inner) throw new FormatException($"unknown directive \"{name}\" in {path}:{line}");
            if (!Known.Contains(name) && path.EndsWith("conf", StringComparison.Ordinal) && inner && end == ";" && name.All(char.IsAsciiLetter)) throw new FormatException($"unknown directive \"{name}\" in {path}:{line}");
            if (end == "{") result.Add(new Directive(name, arguments, name is "types" or "map" ? SkipBlock(tokens, ref position) : Block(process, path, tokens, ref position, inner: true), $"{path}:{line}"));
            else if (name == "include" && arguments.Count > 0)
            {
                var pattern = arguments[0].StartsWith('/') ? arguments[0] : "/etc/nginx/" + arguments[0];
                if (pattern.EndsWith("mime.types", StringComparison.Ordinal)) continue;
                foreach (var file in Shell.Expansion.Pattern.IsPattern(pattern) ? Globbing.Expand(process, pattern) : [pattern]) result.AddRange(Parse(process, file));
            }
            else result.Add(new Directive(name, arguments, [], $"{path}:{line}"));
        }

        if (inner) throw new FormatException($"unexpected end of file, expecting \"}}\" in {path}:{(tokens.Count > 0 ? tokens[^1].Line : 1)}");
        return result;
    }

    private static List<Directive> SkipBlock(List<(string Text, int Line)> tokens, ref int position)
    {
        while (position < tokens.Count && tokens[position].Text != "}") position++;
        position++;
        return [];
    }

    private static List<(string Text, int Line)> Tokens(string text)
    {
        var tokens = new List<(string, int)>();
        var line = 1;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '\n') line++;
            if (char.IsWhiteSpace(c)) i++;
            else if (c == '#') while (i < text.Length && text[i] != '\n') i++;
            else if (c is ';' or '{' or '}')
            {
                tokens.Add((c.ToString(), line));
                i++;
            }
            else
            {
                var start = i;
                if (c is '"' or '\'')
                {
                    for (i++; i < text.Length && text[i] != c; i++)
                        if (text[i] == '\\') i++;
                    i = Math.Min(text.Length, i + 1);
                    tokens.Add((c + text[(start + 1)..(i - 1)].Replace("\\n", "\n", StringComparison.Ordinal).Replace("\\\"", "\"", StringComparison.Ordinal) + c, line));
                    continue;
                }

                while (i < text.Length && !char.IsWhiteSpace(text[i]) && text[i] is not (';' or '}') && !(text[i] == '{' && (i == start || text[i - 1] != '$'))) i++;
                tokens.Add((text[start..i], line));
            }
        }

        return tokens;
    }
}
