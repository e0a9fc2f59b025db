using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.StaticPods;

/// <summary>What the API shows of static pods: an image of each that follows it and is made anew whenever somebody deletes it.</summary>
/// <remarks>Follows pkg/kubelet/pod/mirror_client.go and kubelet.go tryReconcileMirrorPods (v1.36.3).</remarks>
internal sealed class MirrorPods(KubeletContext context)
{
    private readonly ResourceClient<Pod> pods = context.Api.Of<Pod>();

    /// <summary>The uid of the static pod that a pod of the API is the image of; null: of none.</summary>
    public static string? SourceOf(Pod pod) => pod.Metadata.Annotations.GetValueOrDefault(StaticPodReader.MirrorAnnotation);

    /// <summary>Sees to it that the static pod has its image.</summary>
    public void Ensure(PodWorker worker)
    {
        if (!worker.IsStatic || worker.IsTerminating) return;
        var metadata = worker.Pod.Metadata;
        if (pods.Find(metadata.Namespace ?? "", metadata.Name ?? "") is { } present)
        {
            if (SourceOf(present) == worker.Uid && present.Metadata.DeletionTimestamp is null) return;
            if (SourceOf(present) is null) return;
            Delete(present);
        }

        var node = context.Api.Of<Node>().Find("", context.NodeName);
        try
        {
            pods.Create(
                worker.Pod with
                {
                    Metadata = metadata with
                    {
                        Uid = null,
                        Annotations = metadata.Annotations.Set(StaticPodReader.MirrorAnnotation, worker.Uid),
                        OwnerReferences = node is null ? default : [new OwnerReference { ApiVersion = "v1", Kind = "Node", Name = context.NodeName, Uid = node.Metadata.Uid ?? "", Controller = true }],
                    },
                },
                "kubelet");
        }
        catch (ApiException)
        {
            // The pod runs all the same; its next sync tries again.
        }
    }

    public void Delete(Pod mirror)
    {
        try
        {
            pods.Delete(mirror.Metadata.Namespace ?? "", mirror.Metadata.Name ?? "", gracePeriodSeconds: 0, uid: mirror.Metadata.Uid);
        }
        catch (ApiException refusal) when (refusal.IsNotFound || refusal.IsConflict)
        {
            // Gone already.
        }
    }
}
