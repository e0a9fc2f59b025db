using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;

namespace Podlab.Engine.Scheduling.Plugins.ImageLocality;

/// <summary>Prefers nodes that have the pod's images; an image on few nodes counts for less, so that one node does not draw every pod.</summary>
/// <remarks>Follows pkg/scheduler/framework/plugins/imagelocality/image_locality.go (v1.36.3).</remarks>
internal sealed class ImageLocalityPlugin(ClusterCache cache) : IScorePlugin
{
    private const long Megabyte = 1024 * 1024;
    private const long LowThreshold = 23 * Megabyte;
    private const long HighThresholdPerContainer = 1000 * Megabyte;

    public string Name => PluginNames.ImageLocality;

    public void Score(CycleState state, PodInfo pod, ReadOnlySpan<NodeInfo> nodes, Span<long> scores)
    {
        if (cache.Images.IsEmpty)
        {
            scores.Clear();
            return;
        }

        var images = ImagesOf(pod.Pod.Spec);
        var high = HighThresholdPerContainer * (pod.Pod.Spec.Containers.Count + pod.Pod.Spec.InitContainers.Count);
        for (var i = 0; i < nodes.Length; i++)
        {
            var sum = Math.Clamp(SizeOn(nodes[i], images), LowThreshold, high);
            scores[i] = NodeScores.Max * (sum - LowThreshold) / (high - LowThreshold);
        }
    }

    private static List<string> ImagesOf(PodSpec spec)
    {
        var images = new List<string>(spec.Containers.Count + spec.InitContainers.Count);
        foreach (var container in spec.InitContainers) images.Add(WithTag(container.Image ?? ""));
        foreach (var container in spec.Containers) images.Add(WithTag(container.Image ?? ""));
        foreach (var volume in spec.Volumes)
        {
            if (volume.Image is { } image) images.Add(WithTag(image.Reference ?? ""));
        }

        return images;
    }

    private static string WithTag(string image) => image.LastIndexOf(':') <= image.LastIndexOf('/') ? image + ":latest" : image;

    private long SizeOn(NodeInfo node, List<string> images)
    {
        long sum = 0;
        foreach (var wanted in images)
        {
            foreach (var image in node.Node!.Status.Images)
            {
                if (!image.Names.Contains(wanted)) continue;
                var (there, size) = cache.Images.Find(wanted);
                sum += (long)(size * ((double)there / cache.AllNodes.Length));
                break;
            }
        }

        return sum;
    }
}
