using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Scheduling.Matching;
using Podlab.Engine.Scheduling.Plugins.TaintToleration;

namespace Podlab.Engine.Controllers.DaemonSets;

/// <summary>On which nodes a daemon should run, and the pod that is made for one of them.</summary>
/// <remarks>Follows pkg/controller/daemon/daemon_controller.go and util/daemonset_util.go (v1.36.3).</remarks>
internal sealed class DaemonPlacement(DaemonSet set)
{
    public const string HashLabel = "controller-revision-hash";
    private const string GenerationLabel = "pod-template-generation";
    private const string GenerationAnnotation = "deprecated.daemonset.template.generation";
    private readonly NodeRequirement? requirement = NodeRequirement.Of(set.Spec.Template.Spec);
    private readonly ValueList<Toleration> tolerations = WithDefaults(set.Spec.Template.Spec);

    /// <summary>Whether a pod is to be made there, and whether one that is there may stay.</summary>
    public (bool ShouldRun, bool MayStay) Judge(Node node)
    {
        var wanted = set.Spec.Template.Spec.NodeName;
        if ((!string.IsNullOrEmpty(wanted) && wanted != node.Metadata.Name) || requirement?.Matches(node) == false) return (false, false);
        foreach (var taint in node.Spec.Taints)
        {
            if (taint.Effect is not ("NoSchedule" or "NoExecute") || Tolerations.Tolerate(tolerations, taint)) continue;
            var staying = !node.Spec.Taints.Any(other => other.Effect == "NoExecute" && !Tolerations.Tolerate(tolerations, other));
            return (false, staying);
        }

        return (true, true);
    }

    public Pod Make(string node, string hash)
    {
        var pod = PodControl.FromTemplate(set.Spec.Template, set);
        var labels = pod.Metadata.Labels.Set(HashLabel, hash);
        if (set.Metadata.Annotations.TryGetValue(GenerationAnnotation, out var generation)) labels = labels.Set(GenerationLabel, generation);
        return pod with { Metadata = pod.Metadata with { Labels = labels }, Spec = pod.Spec with { Affinity = Pinned(pod.Spec.Affinity, node), Tolerations = tolerations } };
    }

    /// <summary>The node that the pod runs on or was made for.</summary>
    public static string? NodeOf(Pod pod)
    {
        if (!string.IsNullOrEmpty(pod.Spec.NodeName)) return pod.Spec.NodeName;
        foreach (var term in pod.Spec.Affinity?.NodeAffinity?.RequiredDuringSchedulingIgnoredDuringExecution?.NodeSelectorTerms ?? default)
        {
            foreach (var field in term.MatchFields)
            {
                if (field is { Key: "metadata.name", Operator: "In", Values.Count: 1 }) return field.Values[0];
            }
        }

        return null;
    }

    private static Affinity Pinned(Affinity? affinity, string node)
    {
        var field = new NodeSelectorRequirement { Key = "metadata.name", Operator = "In", Values = [node] };
        var nodeAffinity = affinity?.NodeAffinity ?? new NodeAffinity();
        return (affinity ?? new Affinity()) with
        {
            NodeAffinity = nodeAffinity with { RequiredDuringSchedulingIgnoredDuringExecution = new NodeSelector { NodeSelectorTerms = [new NodeSelectorTerm { MatchFields = [field] }] } },
        };
    }

    /// <summary>A daemon bears what drives other pods away.</summary>
    private static ValueList<Toleration> WithDefaults(PodSpec spec)
    {
        var result = spec.Tolerations;
        void Add(string key, string effect)
        {
            var toleration = new Toleration { Key = key, Operator = "Exists", Effect = effect };
            for (var i = 0; i < result.Count; i++)
            {
                if (result[i] with { TolerationSeconds = null } != toleration) continue;
                // The template's own gives way: a daemon bears it for ever.
                result = result.SetItem(i, toleration);
                return;
            }

            result = result.Add(toleration);
        }

        Add("node.kubernetes.io/not-ready", "NoExecute");
        Add("node.kubernetes.io/unreachable", "NoExecute");
        Add("node.kubernetes.io/disk-pressure", "NoSchedule");
        Add("node.kubernetes.io/memory-pressure", "NoSchedule");
        Add("node.kubernetes.io/pid-pressure", "NoSchedule");
        Add("node.kubernetes.io/unschedulable", "NoSchedule");
        if (spec.HostNetwork == true) Add("node.kubernetes.io/network-unavailable", "NoSchedule");
        return result;
    }
}
