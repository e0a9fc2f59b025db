using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Engine.Apiserver.CustomResources;
using Podlab.Engine.Apiserver.Untyped;

namespace Podlab.Engine.Apiserver.Conversion;

/// <summary>Which kind a resource is stored as. Events and autoscalers are served in two forms and stored in one.</summary>
internal static class StorageKinds
{
    private static readonly Dictionary<GroupVersionKind, ResourceInfo> ByKind = Resources.All.ToDictionary(resource => resource.Kind);
    private static readonly Dictionary<ResourceInfo, Entry> Entries = Resources.All.ToDictionary(resource => resource, Make, ReferenceEqualityComparer.Instance as IEqualityComparer<ResourceInfo>);

    public static ResourceInfo Of(ResourceInfo resource) => resource is CustomResourceInfo custom ? custom.Storage : Entries[resource].Storage;

    public static ResourceStrategy StrategyOf(ResourceInfo resource) => resource is CustomResourceInfo custom ? custom.Strategy : Entries[resource].Strategy;

    public static IKubernetesObject ToStorage(ResourceInfo resource, IKubernetesObject value) => value switch
    {
        EventsEvent written => EventConversion.ToCore(written),
        AutoscalingV1HorizontalPodAutoscaler written => AutoscalerConversion.ToV2(written),
        UntypedObject written when resource is CustomResourceInfo { StoredAs: { } storage } => written.As(storage.Kind),
        _ => value,
    };

    public static IKubernetesObject FromStorage(ResourceInfo resource, IKubernetesObject stored) => (stored, resource) switch
    {
        (Event, { Group: "events.k8s.io" }) => EventConversion.FromCore((Event)stored),
        (UntypedObject, CustomResourceInfo { StoredAs: not null }) => ((UntypedObject)stored).As(resource.Kind),
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
        if (resource.Schema is not null) return new Entry(storage, ResourceStrategies.Of(resource.Kind));
        return new Entry(storage, resource.Kind == Definition.Kind ? new DefinitionStrategy(new UntypedStrategy(resource)) : new UntypedStrategy(resource));
    }

    private sealed record Entry(ResourceInfo Storage, ResourceStrategy Strategy);
}
