using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine;
using Podlab.Engine.Kubelet;
using Podlab.Engine.Nodes;

namespace Podlab.Simulation.Tests.Nodes;

/// <summary>A cluster of one simulated node, and what happened on it.</summary>
internal sealed class NodeWorld
{
    public NodeWorld(KubeletConfiguration? kubelet = null, NodeCapacity? capacity = null, params string[] disabledPlugins) => Cluster = new Cluster(new ClusterOptions
    {
        Jitter = false,
        DisabledAdmissionPlugins = disabledPlugins,
        Kubelet = kubelet ?? new KubeletConfiguration(),
        NodeCapacity = capacity ?? new NodeCapacity(),
        Runtime = Simulated.Node,
    });

    public Cluster Cluster { get; }

    public NodeAgent Agent => Cluster.Nodes.Find("node-1")!;

    public Node Node => Cluster.Api.Of<Node>().Get("", "node-1");

    /// <summary>"Reason message", of all objects of a name, in order.</summary>
    public IEnumerable<string> Events(string name) => Cluster.Api.Of<Event>().List().Where(e => e.InvolvedObject.Name == name).OrderBy(e => e.FirstTimestamp).ThenBy(e => e.Metadata.Name, StringComparer.Ordinal)
        .Select(e => $"{e.Type} {e.Reason} {e.Message}");

    public Pod Pod(string name) => Cluster.Api.Of<Pod>().Get("default", name);

    public Pod? FindPod(string name) => Cluster.Api.Of<Pod>().Find("default", name);

    public void Run(string name, string script, Func<Container, Container>? change = null, Volume? volume = null, Func<PodSpec, PodSpec>? spec = null)
    {
        var container = new Container { Name = "a", Image = "busybox:1.36", Command = ["sh", "-c", script] };
        if (volume is not null) container = container with { VolumeMounts = [new VolumeMount { Name = volume.Name, MountPath = "/data" }] };
        var whole = new PodSpec { TerminationGracePeriodSeconds = 5, Containers = [change?.Invoke(container) ?? container], Volumes = volume is null ? default : [volume] };
        Cluster.Api.Of<Pod>().Create(new Pod { Metadata = new ObjectMeta { Name = name, Namespace = "default" }, Spec = spec?.Invoke(whole) ?? whole });
    }

    public static Container Asking(Container container, string resource, string? request = null, string? limit = null) => container with
    {
        Resources = new ResourceRequirements
        {
            Requests = request is null ? default : ValueMap.Of((resource, Quantity.Parse(request))),
            Limits = limit is null ? default : ValueMap.Of((resource, Quantity.Parse(limit))),
        },
    };

    public string Condition(string type) => Node.Status.Conditions.First(condition => condition.Type == type) is var found
        ? string.Create(CultureInfo.InvariantCulture, $"{found.Status} {found.Reason} {found.Message}") : "";

    public void Advance(double seconds) => Cluster.Clock.Advance(TimeSpan.FromSeconds(seconds));
}
