using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Pods;

/// <summary>Pods stay five minutes on a node that is not ready or not reachable, unless they say otherwise.</summary>
/// <remarks>Follows plugin/pkg/admission/defaulttolerationseconds/admission.go (v1.36.3).</remarks>
internal sealed class DefaultTolerationSecondsPlugin : IAdmissionPlugin
{
    private const long Seconds = 300;
    private const string NoExecute = "NoExecute";
    private static readonly Toleration NotReady = Tolerate("node.kubernetes.io/not-ready");
    private static readonly Toleration Unreachable = Tolerate("node.kubernetes.io/unreachable");
    private static readonly ValueList<Toleration> Both = [NotReady, Unreachable];

    public string Name => PluginNames.DefaultTolerationSeconds;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        subresource is null && resource.Kind == Pod.GroupVersionKind;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (request.Object is not Pod pod || request.Subresource is not null) return request.Object!;
        var tolerations = pod.Spec.Tolerations;
        if (tolerations.IsEmpty) return pod with { Spec = pod.Spec with { Tolerations = Both } };
        var missing = new List<Toleration>(2);
        if (!Tolerates(tolerations, NotReady)) missing.Add(NotReady);
        if (!Tolerates(tolerations, Unreachable)) missing.Add(Unreachable);
        return missing.Count == 0 ? pod : pod with { Spec = pod.Spec with { Tolerations = (ValueList<Toleration>)[.. tolerations, .. missing] } };
    }

    private static bool Tolerates(ValueList<Toleration> tolerations, Toleration wanted)
    {
        foreach (var toleration in tolerations)
        {
            if ((string.IsNullOrEmpty(toleration.Key) || toleration.Key == wanted.Key) && (string.IsNullOrEmpty(toleration.Effect) || toleration.Effect == NoExecute)) return true;
        }

        return false;
    }

    private static Toleration Tolerate(string key) => new() { Key = key, Operator = "Exists", Effect = NoExecute, TolerationSeconds = Seconds };
}
