using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Http;

/// <summary>Every request for a kind whose days are counted is answered with a warning.</summary>
internal static class Deprecations
{
    /// <summary>The first of the warnings that a request for this resource is answered with; the list is the caller's.</summary>
    public static List<string> Warnings(ResourceInfo resource) => resource.Kind == Endpoints.GroupVersionKind
        ? ["v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"]
        : [];
}
