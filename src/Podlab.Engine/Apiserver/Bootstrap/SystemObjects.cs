using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Bootstrap;

/// <summary>What a real API server makes for itself as it starts: its namespaces, the two system priorities, the service that it answers under.</summary>
/// <remarks>Follows pkg/controlplane/controller/{systemnamespaces,kubernetesservice} and pkg/registry/scheduling/rest (v1.36.3).</remarks>
internal static class SystemObjects
{
    /// <summary>The address of the service that the API answers under.</summary>
    public const string ServiceAddress = "10.96.0.1";

    /// <summary>The host that the API server runs on, as the nodes' network knows it.</summary>
    public const string ServerAddress = "192.168.0.2";

    public const int ServerPort = 6443;
    private const string Manager = "kube-apiserver";

    public static void Create(ApiServer api)
    {
        foreach (var name in (string[])["default", "kube-system", "kube-public", "kube-node-lease"]) api.Of<Namespace>().Create(new Namespace { Metadata = new ObjectMeta { Name = name } }, Manager);
        Service(api);
        Priority(api, "system-node-critical", 2000001000, "Used for system critical pods that must not be moved from their current node.");
        Priority(api, "system-cluster-critical", 2000000000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.");
    }

    /// <summary>The name under which pods find the API, and the two lists of where it is.</summary>
    private static void Service(ApiServer api)
    {
        var metadata = new ObjectMeta { Name = "kubernetes", Namespace = "default" };
        api.Of<Service>().Create(
            new Service
            {
                Metadata = metadata with { Labels = ValueMap.Of(("component", "apiserver"), ("provider", "kubernetes")) },
                Spec = new ServiceSpec
                {
                    ClusterIP = ServiceAddress,
                    ClusterIPs = [ServiceAddress],
                    Type = "ClusterIP",
                    SessionAffinity = "None",
                    IpFamilies = ["IPv4"],
                    IpFamilyPolicy = "SingleStack",
                    InternalTrafficPolicy = "Cluster",
                    Ports = [new ServicePort { Name = "https", Protocol = "TCP", Port = 443, TargetPort = ServerPort }],
                },
            },
            Manager);
        api.Of<Endpoints>().Create(
            new Endpoints
            {
                Metadata = metadata with { Labels = ValueMap.Of(("endpointslice.kubernetes.io/skip-mirror", "true")) },
                Subsets = [new EndpointSubset { Addresses = [new EndpointAddress { Ip = ServerAddress }], Ports = [new EndpointPort { Name = "https", Port = ServerPort, Protocol = "TCP" }] }],
            },
            Manager);
        api.Of<EndpointSlice>().Create(
            new EndpointSlice
            {
                Metadata = metadata with { Labels = ValueMap.Of(("kubernetes.io/service-name", "kubernetes")) },
                AddressType = "IPv4",
                Endpoints = [new Endpoint { Addresses = [ServerAddress], Conditions = new EndpointConditions { Ready = true } }],
                Ports = [new DiscoveryEndpointPort { Name = "https", Port = ServerPort, Protocol = "TCP" }],
            },
            Manager);
    }

    private static void Priority(ApiServer api, string name, int value, string description) => api.Of<PriorityClass>().Create(
        new PriorityClass { Metadata = new ObjectMeta { Name = name }, Value = value, Description = description }, Manager);
}
