using System.Text;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Strategies;

namespace Podlab.Api.Tests.Strategies;

/// <summary>What is allowed but hardly meant, in Kubernetes' words: one row, one warning.</summary>
public sealed class KindWarningTests
{
    public static TheoryData<string, string> Services => new()
    {
        { """{"spec":{"type":"ClusterIP","clusterIP":"None","externalIPs":["1.2.3.4"],"sessionAffinity":"None"}}""", "spec.externalIPs is ignored for headless services" },
        { """{"spec":{"type":"ExternalName","externalName":"a.b","externalIPs":["1.2.3.4"],"sessionAffinity":"None"}}""", "spec.externalIPs is ignored when spec.type is \"ExternalName\"" },
        { """{"spec":{"type":"LoadBalancer","loadBalancerSourceRanges":["2001:DB8::/64"]}}""", "spec.loadBalancerSourceRanges[0]: IPv6 CIDR value \"2001:DB8::/64\" should be in RFC 5952 canonical format (\"2001:db8::/64\")" },
        { """{"spec":{"type":"ClusterIP","trafficDistribution":"PreferClose"}}""", "spec.trafficDistribution: \"PreferClose\" is deprecated; use \"PreferSameZone\"" },
    };

    public static TheoryData<string, string> Ports => new()
    {
        { """{"containerPort":80,"hostIP":"1.2.3.4"}""", "spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0 ContainerPort:80 Protocol:TCP HostIP:1.2.3.4}" },
        { """{"containerPort":80},{"containerPort":80,"hostPort":81}""", "spec.containers[0].ports[1]: overlapping port definition with spec.containers[0].ports[0]" },
        {
            """{"containerPort":80,"hostPort":81},{"containerPort":80,"hostPort":81,"hostIP":"1.2.3.4"}""",
            "spec.containers[0].ports[1]: dangerously ambiguous port definition with spec.containers[0].ports[0]"
        },
        { """{"containerPort":80,"hostPort":81},{"containerPort":80,"hostPort":82}""", "" },
    };

    public static TheoryData<string, string> PersistentVolumes => new()
    {
        { """{"spec":{"persistentVolumeReclaimPolicy":"Recycle"}}""", "spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning." },
        { """{"spec":{"rbd":{"image":"i","monitors":["m"]}}}""", "spec.rbd: deprecated in v1.28, non-functional in v1.31+" },
        {
            """{"spec":{"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"beta.kubernetes.io/os","operator":"Exists"}]}]}}}}""",
            "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].key: beta.kubernetes.io/os is deprecated since v1.14; use \"kubernetes.io/os\" instead"
        },
    };

    [Theory, MemberData(nameof(Services))]
    public void WarningsOnCreate_of_a_service_say(string json, string expected) => Said<Service>(json).ShouldBe(expected);

    [Theory, MemberData(nameof(Ports))]
    public void WarningsOnCreate_of_ports_say(string ports, string expected) =>
        Said<Pod>("{\"spec\":{\"containers\":[{\"name\":\"c\",\"image\":\"i\",\"ports\":[" + ports + "]}]}}").ShouldBe(expected);

    [Theory, MemberData(nameof(PersistentVolumes))]
    public void WarningsOnCreate_of_a_persistent_volume_say(string json, string expected) => Said<PersistentVolume>(json).ShouldBe(expected);

    private static string Said<T>(string json)
        where T : class, IKubernetesObject<T>
    {
        var strategy = ResourceStrategies.Of(T.GroupVersionKind);
        IKubernetesObject value = KubernetesJson.Read<T>(Encoding.UTF8.GetBytes(json), new DecodeLog());
        return string.Join('\n', strategy.WarningsOnCreate(strategy.Default(value.WithMetadata(value.Metadata with { Name = "n" }))));
    }
}
