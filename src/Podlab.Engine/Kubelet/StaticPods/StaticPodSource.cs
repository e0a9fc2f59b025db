using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Workers;

namespace Podlab.Engine.Kubelet.StaticPods;

/// <summary>Compares the folder of manifests with the static pods that run, and begins and ends them. A changed manifest is another pod, which waits until the one before has ended.</summary>
/// <remarks>Follows pkg/kubelet/config/file.go and pod_workers.go allowStaticPodStart (v1.36.3).</remarks>
internal sealed class StaticPodSource(KubeletContext context, StaticPodManifests manifests, Func<IEnumerable<PodWorker>> pods, Action<Pod> begin, Action<PodWorker> end)
{
    private readonly Dictionary<string, (string Manifest, Pod Pod)> read = new(StringComparer.Ordinal);

    public void Start()
    {
        manifests.Changed = Sync;
        Sync();
    }

    public void Stop() => manifests.Changed = null;

    public void Sync()
    {
        var wanted = new Dictionary<string, Pod>(StringComparer.Ordinal);
        foreach (var (file, manifest) in manifests.Files)
        {
            if (!read.TryGetValue(file, out var known) || known.Manifest != manifest)
                read[file] = known = (manifest, StaticPodReader.Read(file, manifest, context.NodeName, context.Clock.Now));
            wanted[known.Pod.Metadata.Uid ?? ""] = known.Pod;
        }

        var present = pods().Where(pod => pod.IsStatic).ToList();
        foreach (var pod in present)
        {
            if (!pod.IsTerminating && !wanted.ContainsKey(pod.Uid)) end(pod);
        }

        foreach (var (uid, pod) in wanted)
        {
            if (!present.Exists(other => other.Uid == uid || (other.Pod.Metadata.Name == pod.Metadata.Name && other.Pod.Metadata.Namespace == pod.Metadata.Namespace))) begin(pod);
        }
    }
}
