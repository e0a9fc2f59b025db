using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Controllers.Pods;

/// <summary>Pods by the uid of their controller, and by namespace where they have none.</summary>
internal sealed class PodIndex(ApiServer api)
{
    private readonly ObjectIndex<Pod> byController = api.Of<Pod>().Index(pod => Owners.ControllerOf(pod.Metadata)?.Uid);
    private readonly ObjectIndex<Pod> orphans = api.Of<Pod>().Index(pod => Owners.ControllerOf(pod.Metadata) is null ? pod.Metadata.Namespace : null);

    public IReadOnlyCollection<Pod> OfController(string uid) => byController.Find(uid);

    public IReadOnlyCollection<Pod> OrphansIn(string @namespace) => orphans.Find(@namespace);

    /// <summary>What a controller's claim is about: its own pods and the namespace's orphans.</summary>
    public IEnumerable<Pod> CandidatesFor(IKubernetesObject owner) =>
        OfController(owner.Metadata.Uid ?? "").Concat(OrphansIn(owner.Metadata.Namespace ?? ""));
}
