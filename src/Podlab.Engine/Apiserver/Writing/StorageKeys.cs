using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>Where an object lies in a real cluster's etcd; some messages quote it.</summary>
internal static class StorageKeys
{
    public static string Of(ResourceInfo resource, string @namespace, string name) =>
        $"/registry/{Prefix(resource)}/{(@namespace.Length == 0 ? "" : @namespace + "/")}{name}";

    private static string Prefix(ResourceInfo resource) => (resource.Group, resource.Name) switch
    {
        ("", "nodes") => "minions",
        ("", "services") => "services/specs",
        ("", "endpoints") => "services/endpoints",
        ("", "replicationcontrollers") => "controllers",
        ("networking.k8s.io", "ingresses") => "ingress",
        _ => resource.Name,
    };
}
