using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Limits;

/// <summary>Fills in what a namespace's limit ranges give as defaults, and holds pods and claims to their bounds.</summary>
/// <remarks>Follows plugin/pkg/admission/limitranger/admission.go (v1.36.3).</remarks>
internal sealed class LimitRangerPlugin(ApiServer server) : IAdmissionPlugin
{
    private const string Annotation = "kubernetes.io/limit-ranger";
    private static readonly ResourceInfo Ranges = ApiServer.ResourceOf(LimitRange.GroupVersionKind);

    public string Name => PluginNames.LimitRanger;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation != AdmissionOperation.Delete && (subresource is null or "resize") && (resource.Kind == Pod.GroupVersionKind || resource.Kind == PersistentVolumeClaim.GroupVersionKind);

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (!request.IsCreate || request.Object is not Pod pod || request.Subresource is not null) return request.Object!;
        foreach (var range in RangesOf(request.Namespace)) pod = WithDefaults(pod, range);
        return pod;
    }

    public void Check(AdmissionRequest request)
    {
        var isResize = request.Subresource == "resize";
        if (request.Subresource is not null && !isResize) return;
        foreach (var range in RangesOf(request.Namespace))
        {
            var errors = request.Object switch
            {
                Pod pod when request.IsCreate || isResize => PodErrors(range, pod),
                PersistentVolumeClaim claim when !request.IsDelete => ClaimErrors(range, claim),
                _ => [],
            };
            if (errors.Count > 0) throw request.Refuse(errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors)}]");
        }
    }

    private IEnumerable<LimitRange> RangesOf(string @namespace) => server.Store.Count(Ranges) == 0 ? [] : server.Store.List(Ranges, @namespace).Select(stored => (LimitRange)stored.Value);

    private static Pod WithDefaults(Pod pod, LimitRange range)
    {
        ValueMap<Quantity> requests = ValueMap<Quantity>.Empty, limits = ValueMap<Quantity>.Empty;
        foreach (var item in range.Spec.Limits)
        {
            if (item.Type != "Container") continue;
            foreach (var (name, quantity) in item.DefaultRequest) requests = requests.Set(name, quantity);
            foreach (var (name, quantity) in item.Default) limits = limits.Set(name, quantity);
        }

        if (requests.IsEmpty && limits.IsEmpty) return pod;
        var notes = new List<string>();
        var spec = pod.Spec with
        {
            Containers = pod.Spec.Containers.Map(container => WithDefaults(container, "container", requests, limits, notes)),
            InitContainers = pod.Spec.InitContainers.Map(container => WithDefaults(container, "init container", requests, limits, notes)),
        };
        if (notes.Count == 0) return pod;
        return pod with { Spec = spec, Metadata = pod.Metadata with { Annotations = pod.Metadata.Annotations.Set(Annotation, "LimitRanger plugin set: " + string.Join("; ", notes)) } };
    }

    private static Container WithDefaults(Container container, string kind, ValueMap<Quantity> requests, ValueMap<Quantity> limits, List<string> notes)
    {
        var ownRequests = Fill(container.Resources.Requests, requests, out var setRequests);
        var ownLimits = Fill(container.Resources.Limits, limits, out var setLimits);
        if (setRequests.Count > 0) notes.Add($"{string.Join(", ", setRequests)} request for {kind} {container.Name}");
        if (setLimits.Count > 0) notes.Add($"{string.Join(", ", setLimits)} limit for {kind} {container.Name}");
        return setRequests.Count + setLimits.Count == 0 ? container : container with { Resources = container.Resources with { Requests = ownRequests, Limits = ownLimits } };
    }

    private static ValueMap<Quantity> Fill(ValueMap<Quantity> own, ValueMap<Quantity> defaults, out List<string> set)
    {
        set = [];
        foreach (var (name, quantity) in defaults)
        {
            if (own.ContainsKey(name)) continue;
            own = own.Set(name, quantity);
            set.Add(name);
        }

        return own;
    }

    private static List<string> PodErrors(LimitRange range, Pod pod)
    {
        var errors = new List<string>();
        foreach (var item in range.Spec.Limits)
        {
            if (item.Type == "Container")
            {
                foreach (var container in (IEnumerable<Container>)[.. pod.Spec.Containers, .. pod.Spec.InitContainers])
                    LimitBounds.Check(errors, item, container.Resources.Requests, container.Resources.Limits);
            }
            else if (item.Type == "Pod")
            {
                LimitBounds.Check(errors, item, PodTotals.Requests(pod.Spec), PodTotals.Limits(pod.Spec));
            }
        }

        return errors;
    }

    private static List<string> ClaimErrors(LimitRange range, PersistentVolumeClaim claim)
    {
        var errors = new List<string>();
        foreach (var item in range.Spec.Limits)
        {
            if (item.Type == "PersistentVolumeClaim") LimitBounds.CheckClaim(errors, item, claim.Spec.Resources.Requests);
        }

        return errors;
    }
}
