using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Apply;

/// <summary>The annotation in which apply remembers what it applied.</summary>
internal static class LastApplied
{
    public const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";

    public static string? Of(JsonNode? value) => value.Has("metadata", "annotations", Annotation) ? value.Text("metadata", "annotations", Annotation) : null;

    /// <summary>The configuration as the annotation holds it: without the annotation itself, but with a place for annotations.</summary>
    public static string Text(JsonObject value)
    {
        var copy = value.Copy();
        copy.Ensure("metadata", "annotations").Remove(Annotation);
        return JsonText.Compact(copy) + "\n";
    }

    public static void Set(JsonObject value)
    {
        var text = Text(value);
        value.Ensure("metadata", "annotations")[Annotation] = text;
    }
}
