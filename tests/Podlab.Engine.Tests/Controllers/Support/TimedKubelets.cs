using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Tests.Controllers.Support;

/// <summary>What the kubelets of a <see cref="World"/> do.</summary>
internal sealed class TimedKubelets
{
    private readonly Cluster cluster;
    private readonly IReadOnlySet<string> silent;
    private readonly ResourceClient<Pod> pods;
    private readonly HashSet<string> bound = new(StringComparer.Ordinal);
    private readonly HashSet<string> leaving = new(StringComparer.Ordinal);
    private int addresses;

    public TimedKubelets(Cluster cluster, IReadOnlySet<string> silent)
    {
        this.cluster = cluster;
        this.silent = silent;
        pods = cluster.Api.Of<Pod>();
        pods.Watch(Changed);
    }

    /// <summary>Images that never start.</summary>
    public HashSet<string> BrokenImages { get; } = new(StringComparer.Ordinal);

    private void Changed(WatchEvent<Pod> change)
    {
        var pod = change.Object;
        var uid = pod.Metadata.Uid!;
        if (change.Type == Store.StoreChangeType.Deleted || string.IsNullOrEmpty(pod.Spec.NodeName)) return;
        if (bound.Add(uid) && !BrokenImages.Contains(pod.Spec.Containers[0].Image ?? "")) After(0.5, pod, Run);
        if (pod.Metadata.DeletionTimestamp is not null && leaving.Add(uid)) After(0.3, pod, End);
    }

    private void After(double seconds, Pod pod, Action<Pod> action) => cluster.Clock.Schedule(TimeSpan.FromSeconds(seconds), () =>
    {
        if (pods.Find(pod.Metadata.Namespace!, pod.Metadata.Name!) is not { } now || now.Metadata.Uid != pod.Metadata.Uid) return;
        if (silent.Contains(now.Spec.NodeName!) || cluster.Api.Of<Node>().Find("", now.Spec.NodeName!) is null) After(1, pod, action);
        else action(now);
    });

    private void Run(Pod pod)
    {
        if (pod.Metadata.DeletionTimestamp is not null || pod.Status.Phase != "Pending") return;
        var address = $"10.244.{++addresses / 250}.{(addresses % 250) + 1}";
        pods.UpdateStatus(pod with { Status = pod.Status with { Phase = "Running", PodIP = address, PodIPs = [new PodIP { Ip = address }], StartTime = cluster.Clock.Now, Conditions = Ready(pod, "True") } });
        if (pod.Metadata.Annotations.TryGetValue("lasts", out var text)) After(double.Parse(text, CultureInfo.InvariantCulture), pod, Succeed);
    }

    private void Succeed(Pod pod)
    {
        if (pod.Status.Phase == "Running") pods.UpdateStatus(pod with { Status = pod.Status with { Phase = "Succeeded", Conditions = Ready(pod, "False") } });
    }

    private void End(Pod pod)
    {
        if (pod.Status.Phase is not ("Succeeded" or "Failed")) pods.UpdateStatus(pod with { Status = pod.Status with { Phase = "Failed", Conditions = Ready(pod, "False") } });
        if (pods.Find(pod.Metadata.Namespace!, pod.Metadata.Name!) is { } ended) pods.Delete(ended.Metadata.Namespace!, ended.Metadata.Name!, gracePeriodSeconds: 0, uid: pod.Metadata.Uid);
    }

    private ValueList<PodCondition> Ready(Pod pod, string status) =>
        pod.Status.Conditions.Where(condition => condition.Type != "Ready").ToValueList().Add(new PodCondition { Type = "Ready", Status = status, LastTransitionTime = cluster.Clock.Now });
}
