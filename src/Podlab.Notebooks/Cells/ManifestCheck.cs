using System.Text.Json;
using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;

namespace Podlab.Notebooks.Cells;

/// <summary>Reads a manifest strictly before anything is applied, and names every fault with its line in the cell and what was probably meant.</summary>
internal static class ManifestCheck
{
    /// <param name="firstLine">The line of the cell on which the text begins.</param>
    /// <exception cref="CellException">The manifest has faults.</exception>
    public static void Run(string yaml, int firstLine)
    {
        var faults = YamlReader.ReadAll(yaml).SelectMany(document => Faults(document, firstLine - 1)).ToList();
        if (faults.Count > 0) throw new CellException("ManifestError", [.. faults, "Nothing was applied."]);
    }

    private static IEnumerable<string> Faults(YamlDocument document, int offset)
    {
        if (document.Error is { } error)
        {
            yield return $"line {error.Line + offset}, column {error.Column}: {error.Message}";
            yield break;
        }

        foreach (var twice in document.Duplicates) yield return $"line {twice.Line + offset}, column {twice.Column}: the key \"{twice.Key}\" stands twice in one mapping";
        if (document.IsEmpty) yield break;
        using var json = JsonDocument.Parse(document.Json);
        if (Kind(json.RootElement) is not { } kind) yield break;
        var log = new DecodeLog();
        // A kind that the model does not know is for the server to answer.
        if (!KubernetesJson.TryRead(kind, document.Json.Span, log, out _) && log.Issues.Count == 0) yield break;
        foreach (var issue in log.Issues.Where(issue => issue.Kind != DecodeIssueKind.DuplicateField))
        {
            var (line, column) = document.Locate(issue.Path);
            yield return $"line {line + offset}, column {column}: {Words(issue)}";
        }
    }

    private static string Words(DecodeIssue issue)
    {
        if (issue.Kind != DecodeIssueKind.UnknownField) return $"{issue.Path}: {issue.Message}";
        var name = issue.Path[(issue.Path.LastIndexOf('.') + 1)..];
        return $"{issue.Path}: unknown field{(Suggestion.Nearest(name, issue.KnownFields) is { } meant ? $", did you mean `{meant}`?" : "")}";
    }

    private static GroupVersionKind? Kind(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || Text("apiVersion") is not { } version || Text("kind") is not { } kind) return null;
        var slash = version.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new GroupVersionKind("", version, kind) : new GroupVersionKind(version[..slash], version[(slash + 1)..], kind);

        string? Text(string name) => root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
