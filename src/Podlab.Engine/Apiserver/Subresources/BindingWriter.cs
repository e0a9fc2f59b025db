using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Admission;
using Podlab.Engine.Apiserver.Writing;

namespace Podlab.Engine.Apiserver.Subresources;

/// <summary>Gives a pod its node, once.</summary>
/// <remarks>Follows pkg/registry/core/pod/storage/storage.go, BindingREST (v1.36.3).</remarks>
internal sealed class BindingWriter(ApiServer server)
{
    private static readonly ResourceInfo Pods = ApiServer.ResourceOf(Pod.GroupVersionKind);

    public Pod Bind(WriteRequest request, Binding binding)
    {
        if (binding.Metadata.Name != request.Name) throw ApiException.BadRequest("name in URL does not match name in Binding object");
        var errors = new FieldErrorList();
        if (binding.Target.Kind is not (null or "" or "Node")) errors.NotSupported(FieldPath.Of("target").Child("kind"), binding.Target.Kind, "Node", "<empty>");
        if (string.IsNullOrEmpty(binding.Target.Name)) errors.Required(FieldPath.Of("target").Child("name"));
        if (errors.Count > 0) throw ApiException.Internal(errors.ToAggregateMessage());
        server.Writer.Admission.Check(request.Ask(AdmissionOperation.Create, binding, null));
        var stored = server.Store.Find(Pods, request.Namespace, request.Name) ?? throw ApiException.NotFound(Pods, request.Name);
        var pod = (Pod)stored.Value;
        Check(pod, binding);
        if (request.DryRun) return pod;
        return (Pod)server.Writer.PutAsIs(pod with
        {
            Metadata = pod.Metadata with { Annotations = Merge(pod.Metadata.Annotations, binding.Metadata.Annotations) },
            Spec = pod.Spec with { NodeName = binding.Target.Name },
            Status = pod.Status with { Conditions = WithScheduled(pod), NominatedNodeName = null },
        }).Value;
    }

    private void Check(Pod pod, Binding binding)
    {
        var name = pod.Metadata.Name!;
        if (!string.IsNullOrEmpty(binding.Metadata.Uid) && binding.Metadata.Uid != pod.Metadata.Uid)
        {
            throw ApiException.Conflict(Pods, name, $"StorageError: invalid object, Code: 4, Key: {StorageKeys.Of(Pods, pod.Metadata.Namespace ?? "", name)}, ResourceVersion: 0, "
                + $"AdditionalErrorMsg: Precondition failed: UID in precondition: {binding.Metadata.Uid}, UID in object meta: {pod.Metadata.Uid}");
        }

        if (pod.Metadata.DeletionTimestamp is not null) throw Conflict(name, $"pod {name} is being deleted, cannot be assigned to a host");
        if (!string.IsNullOrEmpty(pod.Spec.NodeName)) throw Conflict(name, $"pod {name} is already assigned to node {GoText.Quote(pod.Spec.NodeName)}");
        if (!pod.Spec.SchedulingGates.IsEmpty) throw Conflict(name, $"pod {name} has non-empty .spec.schedulingGates");
    }

    private static ApiException Conflict(string name, string why) =>
        ApiException.Of(409, "Conflict", $"Operation cannot be fulfilled on pods/binding {GoText.Quote(name)}: {why}", new StatusDetails { Name = name, Kind = "pods/binding" });

    private static ValueMap<string> Merge(ValueMap<string> own, ValueMap<string> more)
    {
        foreach (var (key, value) in more) own = own.Set(key, value);
        return own;
    }

    private ValueList<PodCondition> WithScheduled(Pod pod)
    {
        var condition = new PodCondition { Type = "PodScheduled", Status = "True", LastTransitionTime = WholeSecond.Of(server.Clock.Now) };
        for (var i = 0; i < pod.Status.Conditions.Count; i++)
        {
            var old = pod.Status.Conditions[i];
            if (old.Type == condition.Type) return pod.Status.Conditions.SetItem(i, old.Status == "True" ? condition with { LastTransitionTime = old.LastTransitionTime } : condition);
        }

        return pod.Status.Conditions.Add(condition);
    }
}
