using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Podlab.Engine.Tests.Conformance.Api;

/// <summary>Replaces what differs from run to run by placeholders, so that equal stays equal and a change shows.</summary>
internal sealed partial class Normalisation(string ns, string server, Func<DateTimeOffset> now)
{
    private static readonly string[] BuildFields = ["gitCommit", "gitTreeState", "buildDate", "goVersion", "compiler", "platform"];
    private readonly List<string> sent = [];
    private readonly List<string> prefixes = [];
    private readonly Dictionary<string, string> uids = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> versions = new(StringComparer.Ordinal);
    private readonly List<KeyValuePair<string, string>> generated = [];

    public void Sent(string text)
    {
        sent.Add(text);
        foreach (Match match in GenerateName().Matches(text))
        {
            if (!prefixes.Contains(match.Groups[1].Value)) prefixes.Add(match.Groups[1].Value);
        }
    }

    /// <summary>Uids and generated names first, because messages repeat them.</summary>
    public void Learn(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Learn(item);
            return;
        }

        if (node is not JsonObject fields) return;
        if (fields["metadata"] is JsonObject meta && Text(fields, "kind") != "Status")
        {
            if (Text(meta, "uid") is { Length: > 0 } uid) Uid(uid);
            if (Text(meta, "generateName") is { Length: > 0 } prefix && Text(meta, "name") is { } name && !WasSent(name))
            {
                var cut = prefix.Length > 58 ? prefix[..58] : prefix;
                if (name.Length == cut.Length + 5 && name.StartsWith(cut, StringComparison.Ordinal) && generated.TrueForAll(entry => entry.Key != name))
                    generated.Add(KeyValuePair.Create(name, $"{name[..^5]}<gen:{generated.Count + 1}>"));
            }
        }

        foreach (var (_, value) in fields) Learn(value);
    }

    public string Text(string text)
    {
        text = text.Replace(ns, "${ns}", StringComparison.Ordinal).Replace(server, "<server>", StringComparison.Ordinal).Replace('\u00a0', ' ');
        text = Pointer().Replace(text, "<pointer>");
        foreach (var prefix in prefixes)
        {
            var cut = prefix.Length > 58 ? prefix[..58] : prefix;
            text = Regex.Replace(text, Regex.Escape(cut) + "[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9])", match => match.Value[..^5] + "<gen>");
        }

        foreach (var (uid, name) in uids) text = text.Replace(uid, name, StringComparison.Ordinal);
        text = AnyUid().Replace(text, match => WasSent(match.Value) ? match.Value : "<uid>");
        foreach (var (name, placeholder) in generated) text = text.Replace(name, placeholder, StringComparison.Ordinal);
        text = Time().Replace(text, match => IsNear(match) ? "<time>" : match.Value);
        text = TooOld().Replace(text, "$1<rv>$2");
        text = TooLarge().Replace(text, "$1<rv>");
        text = Certificate().Replace(text, "<certificate>");
        text = TokenVolume().Replace(text, "kube-api-access-<gen>");
        text = QuotedVersion().Replace(text, "$1<rv>");
        text = ClusterAddress().Replace(text, match => WasSent(match.Value) ? match.Value : "<ip>");
        return VersionInWords().Replace(text, "$1<rv>");
    }

    public JsonNode? Node(JsonNode? node, string key = "", JsonObject? parent = null)
    {
        switch (node)
        {
            case JsonObject fields:
                if (Text(fields, "kind") == "Table" && fields.ContainsKey("columnDefinitions")) return Table(fields);
                var result = new JsonObject();
                foreach (var (name, value) in fields)
                {
                    if (!(name == "time" && key == "managedFields")) result[name] = Node(value, name, fields);
                }

                return result;
            case JsonArray items:
                var list = items.Select(item => Node(item, key, parent)).ToList();
                if (key == "managedFields") list = [.. list.OrderBy(SortKey, StringComparer.Ordinal)];
                return new JsonArray([.. list]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return Value(value.GetValue<string>(), key, parent);
            case JsonValue value when key is "nodePort" or "healthCheckNodePort" && value.GetValueKind() == JsonValueKind.Number:
                var port = value.GetValue<int>();
                return port is >= 30000 and <= 32767 && !WasSent(port.ToString(CultureInfo.InvariantCulture)) ? "<port>" : value.DeepClone();
            default:
                return node?.DeepClone();
        }
    }

    private static string SortKey(JsonNode? entry) => entry is not JsonObject fields ? ""
        : string.Join('\u0001', ((string[])["manager", "operation", "subresource", "apiVersion"]).Select(name => Text(fields, name) ?? ""));

    private static string? Text(JsonObject fields, string name) => fields[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private string Value(string text, string key, JsonObject? parent)
    {
        if (key == "resourceVersion" && text.Length > 0 && text != "0" && text.All(char.IsAsciiDigit))
        {
            if (parent is null || !(parent.ContainsKey("uid") || parent.ContainsKey("name"))) return "<rv>";
            if (!versions.ContainsKey(text) && WasSent($"\"resourceVersion\": \"{text}\"")) return text;
            if (!versions.TryGetValue(text, out var placeholder)) versions.Add(text, placeholder = $"<rv:{versions.Count + 1}>");
            return placeholder;
        }

        if (key == "continue" && text.Length > 0) return "<continue>";
        if (key == "uid") return Uid(text);
        if (key == "token" && text.StartsWith("eyJ", StringComparison.Ordinal)) return "<token>";
        if (parent is not null && parent.ContainsKey("gitVersion") && BuildFields.Contains(key)) return "<build>";
        return Text(text);
    }

    private string Uid(string uid)
    {
        if (!WholeUid().IsMatch(uid) || (!uids.ContainsKey(uid) && WasSent(uid))) return uid;
        if (!uids.TryGetValue(uid, out var placeholder)) uids.Add(uid, placeholder = $"<uid:{uids.Count + 1}>");
        return placeholder;
    }

    private JsonObject Table(JsonObject table)
    {
        var columns = (table["columnDefinitions"] as JsonArray)?.Select(column => Text(column!.AsObject(), "name") ?? "").ToList() ?? [];
        var result = new JsonObject();
        foreach (var (name, value) in table)
        {
            if (name is not ("columnDefinitions" or "rows")) result[name] = value?.DeepClone();
        }

        var metadata = new JsonObject();
        if (table["metadata"] is JsonObject meta)
        {
            foreach (var (name, value) in meta) metadata[name] = name == "resourceVersion" ? "<rv>" : name == "continue" ? "<continue>" : value?.DeepClone();
        }

        result["metadata"] = metadata;
        result["columnDefinitions"] = new JsonArray([.. (table["columnDefinitions"] as JsonArray)?.Select(WithoutDescription) ?? []]);
        result["rows"] = new JsonArray([.. (table["rows"] as JsonArray)?.Select(row => Row(row!.AsObject(), columns)) ?? []]);
        return result;
    }

    private static JsonObject WithoutDescription(JsonNode? column)
    {
        var copy = column!.DeepClone().AsObject();
        copy.Remove("description");
        return copy;
    }

    private JsonObject Row(JsonObject row, List<string> columns)
    {
        var result = row.DeepClone().AsObject();
        var cells = new JsonArray();
        var values = row["cells"] as JsonArray ?? [];
        for (var i = 0; i < Math.Min(columns.Count, values.Count); i++)
        {
            if (values[i] is JsonValue value && value.GetValueKind() == JsonValueKind.String)
            {
                var text = value.GetValue<string>();
                text = columns[i] == "Age" && SecondsOnly().IsMatch(text) ? "<age>" : text;
                text = NodePort().Replace(Text(text), match => WasSent(match.Value[1..^1]) ? match.Value : ":<port>/");
                cells.Add(text);
            }
            else
            {
                cells.Add(values[i]?.DeepClone());
            }
        }

        result["cells"] = cells;
        if (row.ContainsKey("object")) result["object"] = Node(row["object"]);
        return result;
    }

    private bool WasSent(string text) => sent.Exists(body => body.Contains(text, StringComparison.Ordinal));

    private bool IsNear(Match match) =>
        DateTimeOffset.TryParse(match.Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) && Math.Abs((now() - time).TotalSeconds) < 86400 * 1.1;

    [GeneratedRegex("\"generateName\": \"([^\"]+)\"")]
    private static partial Regex GenerateName();

    [GeneratedRegex(@"0xc[0-9a-f]{9}\b")]
    private static partial Regex Pointer();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex AnyUid();

    [GeneratedRegex("^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")]
    private static partial Regex WholeUid();

    [GeneratedRegex(@"\b(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?Z")]
    private static partial Regex Time();

    [GeneratedRegex(@"(too old resource version: \d+ \()\d+(\))")]
    private static partial Regex TooOld();

    [GeneratedRegex(@"(Too large resource version: \d+, current: )\d+")]
    private static partial Regex TooLarge();

    [GeneratedRegex("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", RegexOptions.Singleline)]
    private static partial Regex Certificate();

    [GeneratedRegex(@"\bkube-api-access-[bcdfghjklmnpqrstvwxz2456789]{5}\b")]
    private static partial Regex TokenVolume();

    [GeneratedRegex("(resourceVersion\\\\*\"?: ?\\\\*\")\\d+")]
    private static partial Regex QuotedVersion();

    [GeneratedRegex(@"10\.96\.\d+\.\d+")]
    private static partial Regex ClusterAddress();

    [GeneratedRegex(@"(resourceVersion of |ResourceVersion in record \()\d+")]
    private static partial Regex VersionInWords();

    [GeneratedRegex(@"^\d{1,2}s$")]
    private static partial Regex SecondsOnly();

    [GeneratedRegex(@":3\d{4}/")]
    private static partial Regex NodePort();
}
