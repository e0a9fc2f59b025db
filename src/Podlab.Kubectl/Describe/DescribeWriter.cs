using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Describe;

/// <summary>Lines of a description, indented by levels; tabs align their values.</summary>
/// <remarks>Follows the PrefixWriter of kubectl/pkg/describe/describe.go (v1.36.3).</remarks>
internal sealed class DescribeWriter
{
    private const int LongAnnotation = 140;
    private readonly StringBuilder text = new();
    private readonly TabWriter tabs;

    public DescribeWriter(DateTimeOffset now)
    {
        Now = now;
        tabs = TabWriter.ForDescriptions(part => text.Append(part));
    }

    /// <summary>The instant that ages are told from.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>One line.</summary>
    public void Line(int level, string line) => tabs.Write(new string(' ', level * 2) + line + "\n");

    public void Line(string line) => Line(0, line);

    /// <summary>A name and its value.</summary>
    public void Field(int level, string name, string value) => Line(level, $"{name}:\t{value}");

    public void Field(string name, string value) => Field(0, name, value);

    /// <summary>A field that is only there when it has a value.</summary>
    public void Optional(int level, string name, string value)
    {
        if (value.Length > 0) Field(level, name, value);
    }

    /// <summary>Part of a line.</summary>
    public void Raw(string part) => tabs.Write(part);

    /// <summary>What was written aligns among itself, and what follows begins anew.</summary>
    public void Flush() => tabs.Flush();

    public override string ToString()
    {
        tabs.Flush();
        return text.ToString();
    }

    /// <summary>Labels, one on each line.</summary>
    public void Labels(string title, JsonNode? labels, string indent = "", string gap = "\t")
    {
        Raw($"{indent}{title}:{gap}");
        var lines = labels.Entries().Select(e => $"{e.Key}={(e.Value as JsonValue)?.GetValue<string>()}").ToList();
        if (lines.Count == 0) lines.Add("<none>");
        Raw(string.Join($"\n{indent}{gap}", lines) + "\n");
    }

    /// <summary>Annotations, one on each line, without apply's own.</summary>
    public void Annotations(string title, JsonNode? annotations)
    {
        Raw($"{title}:\t");
        var entries = annotations.Entries().Where(e => e.Key != Apply.LastApplied.Annotation).ToList();
        if (entries.Count == 0) Raw("<none>\n");
        for (var i = 0; i < entries.Count; i++)
        {
            if (i > 0) Raw("\t");
            var value = (entries[i].Value as JsonValue)?.GetValue<string>() ?? "";
            if (value.EndsWith('\n')) value = value[..^1];
            if (value.Length + entries[i].Key.Length + 2 <= LongAnnotation && !value.Contains('\n', StringComparison.Ordinal))
            {
                Raw($"{entries[i].Key}: {value}\n");
                continue;
            }

            Raw($"{entries[i].Key}:\n");
            foreach (var line in value.Split('\n')) Raw($"\t  {(line.Length > LongAnnotation - 2 ? line[..(LongAnnotation - 2)] + "..." : line)}\n");
        }
    }

    /// <summary>A time as <c>Wed, 01 Jan 2020 00:00:00 +0000</c>.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } at ? at.UtcDateTime.ToString("ddd, dd MMM yyyy HH:mm:ss +0000", CultureInfo.InvariantCulture) : "Mon, 01 Jan 0001 00:00:00 +0000";

    public string Since(DateTimeOffset? time) => Ages.Since(time, Now);

    public static string Title(bool value) => value ? "True" : "False";

    /// <summary>The controller that owns an object: <c>ReplicaSet/shop-5d</c>; empty when none does.</summary>
    public static string Controller(JsonNode? value)
    {
        var owner = value.Items("metadata", "ownerReferences").FirstOrDefault(o => o.True("controller"));
        return owner is null ? "" : $"{owner.Text("kind")}/{owner.Text("name")}";
    }
}
