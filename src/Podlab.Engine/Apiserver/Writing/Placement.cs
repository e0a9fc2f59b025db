using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>An object is written where its request says; it may leave its namespace out, but not name another.</summary>
internal static class Placement
{
    public static IKubernetesObject In(ResourceInfo resource, string @namespace, IKubernetesObject value)
    {
        var own = value.Metadata.Namespace ?? "";
        if (!resource.Namespaced) return own.Length == 0 ? value : value.WithMetadata(value.Metadata with { Namespace = null });
        if (own.Length == 0) return value.WithMetadata(value.Metadata with { Namespace = @namespace });
        return own == @namespace ? value : throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
}
