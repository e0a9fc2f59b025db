using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Tests.Conformance.Api;

/// <summary>Sends the steps of a recorded case to the API in the process and brings the answers into the form of the records.</summary>
internal sealed partial class Exchange
{
    private static readonly Dictionary<string, string> Methods = new(StringComparer.Ordinal)
    {
        ["create"] = "POST",
        ["get"] = "GET",
        ["list"] = "GET",
        ["watch"] = "GET",
        ["update"] = "PUT",
        ["patch"] = "PATCH",
        ["delete"] = "DELETE",
        ["deletecollection"] = "DELETE",
        ["head"] = "HEAD",
        ["options"] = "OPTIONS",
        ["post"] = "POST",
        ["put"] = "PUT",
    };

    private const string Token = "tok";
    private readonly Cluster cluster;
    private readonly JsonObject record;
    private readonly string ns;
    private readonly BearerAuthentication authentication = new(Token);
    private readonly Dictionary<string, string> variables = new(StringComparer.Ordinal);
    private readonly List<(string Path, string Name)> clusterScoped = [];
    private readonly Normalisation normal;
    private bool services;

    public Exchange(Cluster cluster, JsonObject record)
    {
        this.cluster = cluster;
        this.record = record;
        ns = "tns-" + Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(record["name"]!.GetValue<string>())))[..10] + "-0000";
        variables["ns"] = ns;
        normal = new Normalisation(ns, cluster.Api.Address, () => cluster.Clock.Now);
    }

    public List<JsonObject> Run()
    {
        Send("POST", "/api/v1/namespaces", $"{{\"metadata\":{{\"name\":\"{ns}\"}}}}");
        try
        {
            return [.. record["steps"]!.AsArray().Select(step => Step(step!.AsObject()))];
        }
        finally
        {
            Clean();
        }
    }

    private JsonObject Step(JsonObject step)
    {
        if (step["sleep"] is { } sleep) cluster.Clock.Advance(TimeSpan.FromSeconds(sleep.GetValue<double>()));
        var verb = step["verb"]!.GetValue<string>();
        var path = Fill(step["path"]!.GetValue<string>());
        var body = Body(step);
        var text = body is null ? null : Encoding.UTF8.GetString(body);
        if (text is not null && body!.Length < 200_000) normal.Sent(text);
        services |= path.Contains("/services", StringComparison.Ordinal);
        var answer = Send(step, Methods[verb], path, body);
        var data = verb == "watch" && answer.Stream is not null ? Collect(answer, path) : answer.Body.ToArray();
        if (verb is "create" or "post" or "update" or "put" or "patch" && answer.Code is 200 or 201 && !path.Contains($"/namespaces/{ns}/", StringComparison.Ordinal)) Remember(path, data);
        return Answer(step, verb, answer, data);
    }

    private byte[]? Body(JsonObject step)
    {
        if (step["raw"] is { } raw) return Encoding.UTF8.GetBytes(Fill(raw.GetValue<string>()));
        if (step["rawSize"] is { } size)
            return Encoding.UTF8.GetBytes((step["rawHead"]!.GetValue<string>() + new string('x', size.GetValue<int>()) + step["rawTail"]!.GetValue<string>()).Replace("${ns}", ns, StringComparison.Ordinal));
        return step["object"] is { } value ? Encoding.UTF8.GetBytes(Fill(PythonJson.Write(value))) : null;
    }

    private string Fill(string text)
    {
        text = NowVariable().Replace(text, match =>
            cluster.Clock.Now.AddSeconds(match.Groups[1].Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        foreach (var (name, value) in variables) text = text.Replace($"${{{name}}}", value, StringComparison.Ordinal);
        return text;
    }

    private ApiResponse Send(JsonObject step, string method, string path, byte[]? body)
    {
        var headers = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Authorization"] = "Bearer " + Token, ["User-Agent"] = "recorder/1", ["Accept"] = "application/json" };
        if (step["headers"] is JsonObject own)
        {
            foreach (var (name, value) in own) headers[name] = value?.GetValue<string>();
        }

        if (body is not null || method is "POST" or "PUT" or "PATCH") headers.TryAdd("Content-Type", step["contentType"]?.GetValue<string>() ?? "application/json");
        if (step["accept"] is { } accept) headers["Accept"] = accept.GetValue<string>();
        ApiUser user;
        try
        {
            var group = headers.GetValueOrDefault("Impersonate-Group");
            user = authentication.Authenticate(headers.GetValueOrDefault("Authorization"), headers.GetValueOrDefault("Impersonate-User"), group is null ? null : [group]);
        }
        catch (ApiException refusal)
        {
            return Refusal(refusal);
        }

        return new InProcessTransport(cluster.Api).SendAsync(new ApiRequest
        {
            Method = method,
            Path = Quote(path),
            ContentType = headers.GetValueOrDefault("Content-Type"),
            Accept = headers.GetValueOrDefault("Accept") ?? "",
            UserAgent = headers.GetValueOrDefault("User-Agent"),
            Body = body,
            User = user,
        }).AsTask().Result;
    }

    private static ApiResponse Refusal(ApiException refusal) => ObjectEncoding.Status(refusal.Status, []);

    private ApiResponse Send(string method, string path, string? body = null, string type = "application/json") =>
        cluster.Api.Http.Answer(new ApiRequest { Method = method, Path = path, ContentType = type, UserAgent = "recorder/1", Body = body is null ? default : Encoding.UTF8.GetBytes(body) });

    /// <summary>What urllib's quote leaves alone stays as it is; the rest is percent-encoded.</summary>
    private static string Quote(string path)
    {
        var text = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            var c = (char)b;
            if (b < 128 && (char.IsAsciiLetterOrDigit(c) || "_.-~%/:=&?+!$,;'@()*[]|".Contains(c))) text.Append(c);
            else text.Append('%').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return text.ToString();
    }

    /// <summary>All that a watch says until its time is up.</summary>
    private byte[] Collect(ApiResponse answer, string path)
    {
        var seconds = TimeoutSeconds().Match(path) is { Success: true } match ? Math.Min(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture), 60) : 60;
        using var data = new MemoryStream();
        using var cut = new CancellationTokenSource();
        var done = false;
        cluster.Clock.Start(async () =>
        {
            await foreach (var piece in answer.Stream!.WithCancellation(cut.Token)) data.Write(piece.Span);
            done = true;
        });
        cluster.Clock.AdvanceUntil(() => done, TimeSpan.FromSeconds(seconds + 1.5));
        cut.Cancel();
        cluster.Clock.RunReady();
        return data.ToArray();
    }

    private void Remember(string path, byte[] data)
    {
        try
        {
            var name = JsonNode.Parse(data)?["metadata"]?["name"]?.GetValue<string>();
            var parts = path.Split('?')[0].Trim('/').Split('/');
            var take = parts[0] == "api" ? parts[..Math.Min(3, parts.Length)] : parts[..Math.Min(4, parts.Length)];
            if (name is null || (take[^1] == "namespaces" && parts.Length > 4)) return;
            clusterScoped.Add(("/" + string.Join('/', take), name));
        }
        catch (JsonException)
        {
            // No object came back: nothing to clean.
        }
    }

    private JsonObject Answer(JsonObject step, string verb, ApiResponse answer, byte[] data)
    {
        var result = new JsonObject { ["code"] = answer.Code };
        if (answer.Warnings.Count > 0) result["warnings"] = new JsonArray([.. answer.Warnings.Select(warning => (JsonNode)normal.Text($"299 - {Quoted(warning)}"))]);
        foreach (var (name, value) in answer.Headers)
        {
            if (name is "Retry-After" or "Allow" or "Location") result[name.ToLowerInvariant()] = normal.Text(value);
        }

        var type = answer.ContentType;
        if (type.Length > 0 && type != "application/json") result["type"] = type;
        var text = Encoding.UTF8.GetString(data);
        var quiet = step["quiet"]?.GetValue<bool>() == true && answer.Code < 400;
        var documents = Documents(type, text);
        if (documents is null)
        {
            if (text.Length > 0 && !quiet)
                result["text"] = text.Contains("\ncolumnDefinitions:", StringComparison.Ordinal) ? "<a table as YAML>" : normal.Text(text.Length < 20000 ? text : text[..2000]);
            return result;
        }

        if (step["capture"] is JsonObject captures)
        {
            foreach (var (name, place) in captures) variables[name] = Captured(documents.FirstOrDefault(), place!.GetValue<string>()) ?? $"<{name}-missing>";
        }

        foreach (var document in documents) normal.Learn(document);
        var normalised = documents.Select(document => normal.Node(document)).ToList();
        if (quiet) return result;
        if (verb == "watch" && answer.Code == 200) result["events"] = new JsonArray([.. normalised]);
        else result["body"] = normalised.FirstOrDefault();
        return result;
    }

    private static string Quoted(string text) => '"' + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + '"';

    private static List<JsonNode?>? Documents(string type, string text)
    {
        // The recorder took an empty text for a document without content.
        if (text.Length == 0) return [];
        if (!type.Contains("json", StringComparison.Ordinal) && text[0] is not ('{' or '[')) return null;
        try
        {
            return [JsonNode.Parse(text)];
        }
        catch (JsonException)
        {
            try
            {
                return [.. text.Split('\n').Where(line => line.Trim().Length > 0).Select(line => JsonNode.Parse(line))];
            }
            catch (JsonException)
            {
                return null;
            }
        }
    }

    private static string? Captured(JsonNode? node, string place)
    {
        foreach (Match step in PathStep().Matches(place))
            node = node is JsonArray list ? list[int.Parse(step.Value, CultureInfo.InvariantCulture)] : (node as JsonObject)?[step.Value];
        return node is JsonValue value && value.TryGetValue<string>(out var text) ? text : node?.ToJsonString();
    }

    private void Clean()
    {
        if (services)
        {
            foreach (var item in JsonNode.Parse(Send("GET", $"/api/v1/namespaces/{ns}/services").Body.Span)!["items"]!.AsArray())
                Send("DELETE", $"/api/v1/namespaces/{ns}/services/{item!["metadata"]!["name"]!.GetValue<string>()}");
        }

        foreach (var (path, name) in clusterScoped.AsEnumerable().Reverse().Distinct())
        {
            if (name != ns) Remove($"{path}/{Uri.EscapeDataString(name)}");
        }
    }

    private void Remove(string path)
    {
        if (Send("DELETE", path + "?gracePeriodSeconds=0").Code is not (200 or 202)) return;
        var left = Send("GET", path);
        if (left.Code != 200) return;
        var value = JsonNode.Parse(left.Body.Span)!.AsObject();
        if (value["metadata"]!["finalizers"] is not null) Send("PATCH", path, "{\"metadata\":{\"finalizers\":null}}", "application/merge-patch+json");
        if (value["kind"]?.GetValue<string>() != "Namespace") return;
        foreach (var resource in (string[])["pods", "configmaps"]) Send("DELETE", $"{path}/{resource}?gracePeriodSeconds=0");
        (value["spec"] ??= new JsonObject())["finalizers"] = new JsonArray();
        value["metadata"]!.AsObject().Remove("resourceVersion");
        Send("PUT", path + "/finalize", value.ToJsonString());
    }

    [GeneratedRegex(@"\$\{now([+-]\d+)?\}")]
    private static partial Regex NowVariable();

    [GeneratedRegex(@"timeoutSeconds=(\d+)")]
    private static partial Regex TimeoutSeconds();

    [GeneratedRegex(@"[^.\[\]]+")]
    private static partial Regex PathStep();
}
