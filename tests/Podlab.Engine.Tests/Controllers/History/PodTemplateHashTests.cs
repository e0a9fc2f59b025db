using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Controllers.Deployments;
using Podlab.Engine.Controllers.History;

namespace Podlab.Engine.Tests.Controllers.History;

/// <summary>The hashes are those that real ReplicaSets and DaemonSets of these templates bore.</summary>
public class PodTemplateHashTests
{
    private const string Common = "\"automountServiceAccountToken\":false,\"dnsPolicy\":\"ClusterFirst\",\"restartPolicy\":\"Always\",\"schedulerName\":\"default-scheduler\",\"securityContext\":{},\"terminationGracePeriodSeconds\":30";
    private const string Container = "\"imagePullPolicy\":\"IfNotPresent\",\"resources\":{},\"terminationMessagePath\":\"/dev/termination-log\",\"terminationMessagePolicy\":\"File\"";
    private const string Probe = "\"readinessProbe\":{\"failureThreshold\":3,\"httpGet\":{\"path\":\"/ok\",\"port\":8080,\"scheme\":\"HTTP\"},\"periodSeconds\":1,\"successThreshold\":1,\"timeoutSeconds\":1}";

    public static TheoryData<string, string, string> Recorded => new()
    {
        { "web", "\"name\":\"web\",\"image\":\"web:1\"," + Probe, "5f64c5b465" },
        { "web", "\"name\":\"web\",\"image\":\"web:2\"," + Probe, "769cd5c64b" },
        { "web", "\"name\":\"web\",\"image\":\"web:1\",\"env\":[{\"name\":\"DELAY\",\"value\":\"3\"}]," + Probe, "59dfcbf459" },
        { "web", "\"name\":\"web\",\"image\":\"web:2\",\"env\":[{\"name\":\"DELAY\",\"value\":\"3\"}]," + Probe, "7f76c6d78" },
        { "agent", "\"name\":\"a\",\"image\":\"web:1\"", "5f5869fd57" },
    };

    [Theory]
    [MemberData(nameof(Recorded))]
    public void Of_recorded_template_gives_the_real_hash(string app, string container, string hash) =>
        PodTemplateHash.Of(Read($"{{\"metadata\":{{\"labels\":{{\"app\":\"{app}\"}}}},\"spec\":{{\"containers\":[{{{container},{Container}}}],{Common}}}}}"), null).ShouldBe(hash);

    [Fact]
    public void Of_collision_counted_changes_the_hash() =>
        PodTemplateHash.Of(PodTemplateSpec.Empty, 1).ShouldNotBe(PodTemplateHash.Of(PodTemplateSpec.Empty, 0));

    [Theory]
    [InlineData("0", "value:(int64)0 scale:(resource.Scale)0", "s:(string)0 Format:(resource.Format)}")]
    [InlineData("100m", "value:(int64)100 scale:(resource.Scale)-3", "s:(string)100m Format:(resource.Format)DecimalSI}")]
    [InlineData("1500m", "value:(int64)1500 scale:(resource.Scale)-3", "s:(string)1500m Format:(resource.Format)DecimalSI}")]
    [InlineData("64Mi", "value:(int64)67108864 scale:(resource.Scale)0", "s:(string) Format:(resource.Format)BinarySI}")]
    [InlineData("500Mi", "value:(int64)524288000 scale:(resource.Scale)0", "s:(string)500Mi Format:(resource.Format)BinarySI}")]
    public void Of_quantity_lies_as_in_memory(string quantity, string number, string rest)
    {
        using var json = JsonDocument.Parse($"{{\"limits\":{{\"cpu\":\"{quantity}\"}}}}");
        var text = GoForm.Of("ResourceRequirements", json.RootElement);
        text.ShouldContain($"Limits:(v1.ResourceList)map[cpu:{{i:(resource.int64Amount){{{number}}}");
        text.ShouldContain(rest);
    }

    private static PodTemplateSpec Read(string json)
    {
        var decoder = new JsonDecoder(Encoding.UTF8.GetBytes(json), new DecodeLog());
        return PodTemplateSpec.Read(ref decoder);
    }
}
