using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Admission;

namespace Podlab.Engine.Tests.Scheduling.Conformance;

/// <summary>What PriorityClass and RuntimeClass give to a pod, for a cluster that has no admission of its own.</summary>
internal sealed class ClassAdmission(ApiServer api) : IAdmissionPlugin
{
    public string Name => "Classes";

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (request is not { IsCreate: true, Subresource: null, Object: Pod pod }) return request.Object!;
        var spec = pod.Spec with { Priority = 0, PreemptionPolicy = "PreemptLowerPriority" };
        if (spec.PriorityClassName is { Length: > 0 } name && api.Of<PriorityClass>().Find("", name) is { } priority)
            spec = spec with { Priority = priority.Value, PreemptionPolicy = priority.PreemptionPolicy ?? "PreemptLowerPriority" };
        if (spec.RuntimeClassName is { Length: > 0 } runtimeName && api.Of<RuntimeClass>().Find("", runtimeName) is { } runtime)
        {
            var selector = spec.NodeSelector;
            foreach (var (key, value) in runtime.Scheduling?.NodeSelector ?? default) selector = selector.Set(key, value);
            spec = spec with
            {
                Overhead = runtime.Overhead?.PodFixed ?? default,
                NodeSelector = selector,
                Tolerations = spec.Tolerations.Concat(runtime.Scheduling?.Tolerations ?? default).ToValueList(),
            };
        }

        return pod with { Spec = spec };
    }
}
