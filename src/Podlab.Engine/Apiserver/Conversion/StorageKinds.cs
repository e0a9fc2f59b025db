using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Engine.Apiserver.Untyped;

namespace Podlab.Engine.Apiserver.Conversion;

/// <summary>Which kind a resource is stored as. Events and autoscalers are served in two forms and stored in one.</summary>
internal static class StorageKinds
{
    private static readonly Dictionary<GroupVersionKind, ResourceInfo> ByKind = Resources.All.ToDictionary(resource => resource.Kind);
    private static readonly Dictionary<ResourceInfo, Entry> Entries = Resources.All.ToDictionary(resource => resource, Make, ReferenceEqualityComparer.Instance as IEqualityComparer<ResourceInfo>);

    public static ResourceInfo Of(ResourceInfo resource) => Entries[resource].Storage;

    public static ResourceStrategy StrategyOf(ResourceInfo resource) => Entries[resource].Strategy;

    public static IKubernetesObject ToStorage(ResourceInfo resource, IKubernetesObject value) => value switch
    {
        EventsEvent written => EventConversion.ToCore(written),
        AutoscalingV1HorizontalPodAutoscaler written => AutoscalerConversion.ToV2(written),
        _ => value,
    };

    public static IKubernetesObject FromStorage(ResourceInfo resource, IKubernetesObject stored) => (stored, resource) switch
    {
        (Event, { Group: "events.k8s.io" }) => EventConversion.FromCore((Event)stored),
        (HorizontalPodAutoscaler, { Version: "v1" }) => AutoscalerConversion.FromV2((HorizontalPodAutoscaler)stored),
        _ => stored,
    };

    private static Entry Make(ResourceInfo resource)
    {
        var storage = resource.Kind switch
        {
            { Group: "events.k8s.io", Kind: "Event" } => ByKind[new GroupVersionKind("", "v1", "Event")],
            { Group: "autoscaling", Version: "v1" } => ByKind[new GroupVersionKind("autoscaling", "v2", "HorizontalPodAutoscaler")],
            _ => resource,
        };
        return new Entry(storage, resource.Schema is null ? new UntypedStrategy(resource) : ResourceStrategies.Of(resource.Kind));
    }

    private sealed record Entry(ResourceInfo Storage, ResourceStrategy Strategy);
}
