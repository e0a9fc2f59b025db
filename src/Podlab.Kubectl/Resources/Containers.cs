using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Resources;

/// <summary>Which container of a pod a command means.</summary>
/// <remarks>Follows kubectl/pkg/cmd/util/podcmd/podcmd.go (v1.36.3).</remarks>
internal static class Containers
{
    private const string DefaultAnnotation = "kubectl.kubernetes.io/default-container";

    /// <summary>The one meant when none is named: by annotation, else the first.</summary>
    public static JsonNode Default(JsonObject pod)
    {
        var marked = pod.Text("metadata", "annotations", DefaultAnnotation);
        return (marked.Length > 0 ? Find(pod, marked) : null) ?? pod.Items("spec", "containers").First()!;
    }

    public static JsonNode? Find(JsonObject pod, string name) =>
        All(pod).FirstOrDefault(c => c.Container.Text("name") == name).Container;

    /// <summary>All names for messages: <c>nginx, setup (init), debugger (ephem)</c>.</summary>
    public static string Names(JsonObject pod) => string.Join(", ", All(pod).Select(c => c.Container.Text("name") + c.Mark));

    /// <summary>The container named, or the default one; says which one was taken when there was a choice.</summary>
    /// <exception cref="KubectlError">The pod has no such container.</exception>
    public static JsonNode Choose(Invocation call, JsonObject pod, string name, bool quiet = false, Action<string>? say = null)
    {
        if (name.Length > 0) return Find(pod, name) ?? throw new KubectlError($"container {name} is not valid for pod {pod.Name()} out of: {Names(pod)}");
        var chosen = Default(pod);
        if (!quiet && All(pod).Count() > 1 && pod.Text("metadata", "annotations", DefaultAnnotation) != chosen.Text("name"))
            (say ?? call.Err)($"Defaulted container {Api.GoText.Quote(chosen.Text("name"))} out of: {Names(pod)}\n");
        return chosen;
    }

    public static IEnumerable<(JsonNode? Container, string Mark)> All(JsonObject pod) =>
        pod.Items("spec", "containers").Select(c => (c, ""))
            .Concat(pod.Items("spec", "ephemeralContainers").Select(c => (c, " (ephem)")))
            .Concat(pod.Items("spec", "initContainers").Select(c => (c, " (init)")));
}
