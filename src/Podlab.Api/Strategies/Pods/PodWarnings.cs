using Podlab.Api.Compute;
using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>What is allowed in a pod but hardly meant.</summary>
/// <remarks>Follows pkg/api/pod/warnings.go (v1.36.3).</remarks>
internal static class PodWarnings
{
    public static void Add(ref List<string>? warnings, Pod pod, Pod? old)
    {
        if (old is not null && old.Metadata.Generation == pod.Metadata.Generation)
        {
            return;
        }
        Template(ref warnings, "", pod.Metadata, pod.Spec, old is not null, old?.Spec);
        if (old is null && NameWarning(pod.Metadata.Name, "this is used in the Pod's hostname") is { } warning)
        {
            Say(ref warnings, warning);
        }
    }

    public static string? NameWarning(string? name, string use) =>
        Validation.NameRules.DnsLabel(name ?? "") is { Count: > 0 } reasons
            ? $"metadata.name: {use}, which can result in surprising behavior; a DNS label is recommended: [{string.Join(' ', reasons)}]" : null;

    /// <param name="prefix">Where the template stands, with a dot behind; empty for a pod.</param>
    public static void Template(ref List<string>? warnings, string prefix, ObjectMeta? meta, PodSpec spec, bool isUpdate, PodSpec? old)
    {
        Scheduling(ref warnings, prefix, spec);
        if (!isUpdate)
        {
            AnnotationWarnings.Add(ref warnings, prefix, meta ?? ObjectMeta.Empty, spec);
        }
        VolumeWarnings.Add(ref warnings, prefix, spec, old);
        Duplicates(ref warnings, prefix, spec);
        Containers(ref warnings, prefix + "spec.initContainers", spec.InitContainers);
        Containers(ref warnings, prefix + "spec.containers", spec.Containers);
        PortWarnings.Add(ref warnings, prefix, spec);
        Fractions(ref warnings, prefix + "spec.overhead", spec.Overhead);
        if (spec.TerminationGracePeriodSeconds < 0)
        {
            Say(ref warnings, prefix + "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1");
        }
    }

    public static void Say(ref List<string>? warnings, string text) => (warnings ??= []).Add(text);

    /// <summary>Bytes come whole; less than one of them is asked for by mistake (100m for 100M).</summary>
    public static void Fractions(ref List<string>? warnings, string path, ValueMap<Quantity> list)
    {
        foreach (var (name, amount) in list)
        {
            if (name is ResourceNames.Memory or ResourceNames.EphemeralStorage or ResourceNames.Storage && amount.MilliValue % 1000 != 0)
            {
                Say(ref warnings, $"{path}[{name}]: fractional byte value \"{amount}\" is invalid, must be an integer");
            }
        }
    }

    private static void Scheduling(ref List<string>? warnings, string prefix, PodSpec spec)
    {
        foreach (var (key, _) in spec.NodeSelector)
        {
            if (NodeLabels.Deprecation(key) is { } text)
            {
                Say(ref warnings, $"{prefix}spec.nodeSelector[{key}]: {text}");
            }
        }
        if (spec.Affinity is { } affinity)
        {
            AffinityWarnings.Add(ref warnings, prefix + "spec.affinity", affinity);
        }
        for (var i = 0; i < spec.TopologySpreadConstraints.Count; i++)
        {
            var constraint = spec.TopologySpreadConstraints[i];
            if (NodeLabels.Deprecation(constraint.TopologyKey) is { } text)
            {
                Say(ref warnings, $"{prefix}spec.topologySpreadConstraints[{i}].topologyKey: {constraint.TopologyKey} is {text}");
            }
            if (constraint.LabelSelector is null)
            {
                Say(ref warnings, $"{prefix}spec.topologySpreadConstraints[{i}].labelSelector: a null labelSelector results in matching no pod");
            }
        }
    }

    private static void Duplicates(ref List<string>? warnings, string prefix, PodSpec spec)
    {
        if (spec.ImagePullSecrets.IsEmpty && spec.HostAliases.IsEmpty)
        {
            return;
        }
        var secrets = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.ImagePullSecrets.Count; i++)
        {
            var name = spec.ImagePullSecrets[i].Name ?? "";
            if (name.Length == 0)
            {
                Say(ref warnings, $"{prefix}spec.imagePullSecrets[{i}].name: invalid empty name \"\"");
            }
            if (!secrets.Add(name))
            {
                Say(ref warnings, $"{prefix}spec.imagePullSecrets[{i}].name: duplicate name {GoText.Quote(name)}");
            }
        }
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < spec.HostAliases.Count; i++)
        {
            if (!addresses.Add(spec.HostAliases[i].Ip))
            {
                Say(ref warnings, $"{prefix}spec.hostAliases[{i}].ip: duplicate ip \"{spec.HostAliases[i].Ip}\"");
            }
        }
    }

    private static void Containers(ref List<string>? warnings, string path, ValueList<Container> containers)
    {
        for (var i = 0; i < containers.Count; i++)
        {
            var resources = containers[i].Resources;
            if (!resources.Limits.IsEmpty || !resources.Requests.IsEmpty)
            {
                Fractions(ref warnings, $"{path}[{i}].resources.limits", resources.Limits);
                Fractions(ref warnings, $"{path}[{i}].resources.requests", resources.Requests);
            }
            EnvironmentNames(ref warnings, path, i, containers[i].Env);
        }
    }

    private static void EnvironmentNames(ref List<string>? warnings, string path, int container, ValueList<EnvVar> variables)
    {
        if (variables.Count < 2)
        {
            return;
        }
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < variables.Count; i++)
        {
            var variable = variables[i];
            // A later value may build on the earlier one: PATH=$(PATH):/more.
            var before = $"$({variable.Name})";
            if (!names.Add(variable.Name)
                && (variable.ValueFrom is not null || variable.Value == before || variable.Value?.Contains(before, StringComparison.Ordinal) != true))
            {
                Say(ref warnings, $"{path}[{container}].env[{i}]: hides previous definition of {GoText.Quote(variable.Name)}, which may be dropped when using apply");
            }
        }
    }
}
