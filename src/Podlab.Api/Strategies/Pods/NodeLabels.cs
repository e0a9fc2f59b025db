namespace Podlab.Api.Strategies.Pods;

/// <summary>Labels of nodes that have newer names.</summary>
/// <remarks>Follows pkg/api/node/util.go (v1.36.3).</remarks>
internal static class NodeLabels
{
    public static string? Deprecation(string key) => key switch
    {
        "beta.kubernetes.io/arch" => "deprecated since v1.14; use \"kubernetes.io/arch\" instead",
        "beta.kubernetes.io/os" => "deprecated since v1.14; use \"kubernetes.io/os\" instead",
        "failure-domain.beta.kubernetes.io/region" => "deprecated since v1.17; use \"topology.kubernetes.io/region\" instead",
        "failure-domain.beta.kubernetes.io/zone" => "deprecated since v1.17; use \"topology.kubernetes.io/zone\" instead",
        "beta.kubernetes.io/instance-type" => "deprecated since v1.17; use \"node.kubernetes.io/instance-type\" instead",
        _ => null,
    };
}
