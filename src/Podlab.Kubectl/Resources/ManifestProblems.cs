using Podlab.Api;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;

namespace Podlab.Kubectl.Resources;

/// <summary>Finds what is wrong in a manifest, with its place, for those who show it to learners. The server's answer stays the truth.</summary>
internal static class ManifestProblems
{
    public static void Find(string source, YamlDocument document, List<ManifestProblem> problems)
    {
        var node = Objects.JsonText.Parse(document.Json.Span);
        var (group, version) = ManifestReader.GroupVersion(Objects.ObjectAccess.Text(node, "apiVersion"));
        var kind = new GroupVersionKind(group, version, Objects.ObjectAccess.Text(node, "kind"));
        var log = new DecodeLog();
        if (!KubernetesJson.TryRead(kind, document.Json.Span, log, out _)) return;
        foreach (var issue in log.Issues)
        {
            var (line, column) = document.Locate(issue.Path);
            var last = issue.Path[(issue.Path.LastIndexOf('.') + 1)..];
            var meant = issue.Kind == DecodeIssueKind.UnknownField ? Suggestion.Nearest(last, issue.KnownFields) : null;
            problems.Add(new ManifestProblem(source, line, column, issue.Path, issue.Message, meant));
        }
    }
}
