using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Events;

namespace Podlab.Engine.Controllers.Pods;

/// <summary>Makes and deletes pods for an owner, with the events that tell of it.</summary>
/// <remarks>Follows RealPodControl in pkg/controller/controller_utils.go (v1.36.3).</remarks>
internal sealed class PodControl(ResourceClient<Pod> pods, IEventRecorder recorder, string component)
{
    /// <summary>How many pods one reconciliation makes or deletes at most.</summary>
    public const int Burst = 500;

    public static Pod FromTemplate(PodTemplateSpec template, IKubernetesObject owner, string? generateName = null) => new()
    {
        Metadata = new ObjectMeta
        {
            Namespace = owner.Metadata.Namespace,
            GenerateName = generateName ?? owner.Metadata.Name + "-",
            Labels = template.Metadata.Labels,
            Annotations = template.Metadata.Annotations,
            Finalizers = template.Metadata.Finalizers,
            OwnerReferences = [Owners.ReferenceTo(owner)],
        },
        Spec = template.Spec,
    };

    public Pod Create(Pod pod, IKubernetesObject owner)
    {
        try
        {
            var created = pods.Create(pod, component);
            recorder.Event(owner, "Normal", "SuccessfulCreate", $"Created pod: {created.Metadata.Name}");
            return created;
        }
        catch (ApiException exception) when (!IsNamespaceTerminating(exception))
        {
            recorder.Event(owner, "Warning", "FailedCreate", $"Error creating: {exception.Message}");
            throw;
        }
    }

    public void Delete(Pod pod, IKubernetesObject owner)
    {
        try
        {
            pods.Delete(component, pod.Metadata.Namespace ?? "", pod.Metadata.Name ?? "", uid: pod.Metadata.Uid);
            recorder.Event(owner, "Normal", "SuccessfulDelete", $"Deleted pod: {pod.Metadata.Name}");
        }
        catch (ApiException exception) when (exception.IsNotFound)
        {
            // Somebody else was faster.
        }
        catch (ApiException exception)
        {
            recorder.Event(owner, "Warning", "FailedDelete", $"Error deleting: {exception.Message}");
            throw;
        }
    }

    /// <summary>Makes <paramref name="count"/> pods in batches of 1, 2, 4 …, and stops after the first batch with a refusal: a quota is not asked a hundred times.</summary>
    public int CreateInBatches(int count, Func<Pod> next, IKubernetesObject owner, out ApiException? failure)
    {
        failure = null;
        var made = 0;
        for (var batch = Math.Min(count, 1); batch > 0; batch = Math.Min(2 * batch, count - made))
        {
            var succeeded = 0;
            for (var i = 0; i < batch; i++)
            {
                try
                {
                    Create(next(), owner);
                    succeeded++;
                }
                catch (ApiException exception)
                {
                    if (IsNamespaceTerminating(exception)) return made + succeeded;
                    failure ??= exception;
                }
            }

            made += succeeded;
            if (failure is not null) break;
        }

        return made;
    }

    public static bool IsNamespaceTerminating(ApiException exception) =>
        exception.Status.Details is { } details && details.Causes.Any(cause => cause.Reason == "NamespaceTerminating");
}
