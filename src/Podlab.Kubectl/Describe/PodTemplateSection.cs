using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>The pod template of a workload.</summary>
internal static class PodTemplateSection
{
    public static void Write(DescribeWriter w, JsonNode? template)
    {
        w.Line("Pod Template:");
        if (template is null)
        {
            w.Line("  <unset>");
            return;
        }

        w.Labels("  Labels", template.At("metadata", "labels"));
        if (template.Count("metadata", "annotations") > 0) w.Annotations("  Annotations", template.At("metadata", "annotations"));
        if (template.Text("spec", "serviceAccountName") is { Length: > 0 } account) w.Line($"  Service Account:\t{account}");
        if (template.Count("spec", "initContainers") > 0) ContainersSection.Write(w, "Init Containers", template.Items("spec", "initContainers"), [], null, "  ");
        ContainersSection.Write(w, "Containers", template.Items("spec", "containers"), [], null, "  ");
        VolumesSection.Write(w, template.Items("spec", "volumes"), "  ");
        PodDescriber.Spread(w, template.Items("spec", "topologySpreadConstraints"), "  ");
        if (template.Text("spec", "priorityClassName") is { Length: > 0 } priority) w.Line($"  Priority Class Name:\t{priority}");
        w.Labels("  Node-Selectors", template.At("spec", "nodeSelector"));
        PodDescriber.Tolerations(w, template.Items("spec", "tolerations"), "  ");
    }
}
