using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Pods;

/// <summary>Turns the name of a priority class into the number that the scheduler compares.</summary>
/// <remarks>Follows plugin/pkg/admission/priority/admission.go (v1.36.3).</remarks>
internal sealed class PriorityPlugin(ApiServer server) : IAdmissionPlugin
{
    private const string DefaultPolicy = "PreemptLowerPriority";
    private static readonly ResourceInfo Classes = ApiServer.ResourceOf(PriorityClass.GroupVersionKind);

    // Asked for by every pod, and changed hardly ever.
    private (long Version, PriorityClass? Class) globalDefault = (-1, null);

    public string Name => PluginNames.Priority;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        subresource is null && (resource.Kind == Pod.GroupVersionKind || resource.Kind == PriorityClass.GroupVersionKind);

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (request.Object is not Pod pod || request.Subresource is not null) return request.Object!;
        if (request.IsUpdate) return Keep(pod, (Pod)request.Old!);
        var @class = ClassOf(request, pod);
        var (priority, policy) = (@class?.Value ?? 0, @class?.PreemptionPolicy ?? DefaultPolicy);
        if (pod.Spec.Priority is { } given && given != priority)
        {
            throw request.Refuse(string.Create(CultureInfo.InvariantCulture,
                $"the integer value of priority ({given}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name"));
        }

        if (pod.Spec.PreemptionPolicy is { } asked && asked != policy)
            throw request.Refuse($"the string value of PreemptionPolicy ({asked}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name");
        return pod with { Spec = pod.Spec with { PriorityClassName = @class?.Metadata.Name, Priority = priority, PreemptionPolicy = policy } };
    }

    public void Check(AdmissionRequest request)
    {
        if (request.Object is not PriorityClass { GlobalDefault: true } made || request.Subresource is not null) return;
        if (GlobalDefault() is { } other && other.Metadata.Name != made.Metadata.Name)
            throw request.Refuse($"PriorityClass {other.Metadata.Name} is already marked as default. Only one default can exist");
    }

    /// <summary>An update need not repeat what admission has set.</summary>
    private static Pod Keep(Pod pod, Pod old) =>
        pod with { Spec = pod.Spec with { Priority = pod.Spec.Priority ?? old.Spec.Priority, PreemptionPolicy = pod.Spec.PreemptionPolicy ?? old.Spec.PreemptionPolicy } };

    private PriorityClass? ClassOf(AdmissionRequest request, Pod pod)
    {
        if (string.IsNullOrEmpty(pod.Spec.PriorityClassName)) return GlobalDefault();
        return (PriorityClass?)server.Store.Find(Classes, "", pod.Spec.PriorityClassName)?.Value
            ?? throw request.Refuse($"no PriorityClass with name {pod.Spec.PriorityClassName} was found");
    }

    /// <summary>Where there is more than one, the lowest.</summary>
    private PriorityClass? GlobalDefault()
    {
        if (server.Store.VersionOf(Classes) is var version && version == globalDefault.Version) return globalDefault.Class;
        PriorityClass? found = null;
        foreach (var stored in server.Store.List(Classes))
        {
            if (stored.Value is PriorityClass { GlobalDefault: true } candidate && (found is null || candidate.Value < found.Value)) found = candidate;
        }

        globalDefault = (version, found);
        return found;
    }
}
