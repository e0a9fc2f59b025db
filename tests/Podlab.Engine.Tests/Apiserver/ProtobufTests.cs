using System.Text;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Tests.Apiserver;

/// <summary>Bodies as typed clients send them.</summary>
public sealed class ProtobufTests
{
    private readonly Door door = new();

    [Theory]
    [InlineData("v1", "\"minReplicas\":2", "\"targetCPUUtilizationPercentage\":70")]
    [InlineData("v2", "\"minReplicas\":2", "\"averageUtilization\":70")]
    public void Autoscaler_isReadInBothVersions(string version, params string[] pieces)
    {
        var target = Message((1, "Deployment"), (2, "web"), (3, "apps/v1"));
        var metric = Message((1, "Resource"), (4, Message((1, "cpu"), (2, Message((1, "Utilization"), (4, 70L))))));
        var spec = version == "v1" ? Message((1, target), (2, 2L), (3, 5L), (4, 70L)) : Message((1, target), (2, 2L), (3, 5L), (4, metric));
        var text = Create($"/apis/autoscaling/{version}/namespaces/default/horizontalpodautoscalers", $"autoscaling/{version}", "HorizontalPodAutoscaler", spec);
        foreach (var piece in pieces) text.ShouldContain(piece);
    }

    [Theory]
    [InlineData(26, "\"projected\":{\"defaultMode\":420,\"sources\":[{\"serviceAccountToken\":{\"expirationSeconds\":3607,\"path\":\"token\"}}]}")]
    [InlineData(30, "\"image\":{\"pullPolicy\":\"IfNotPresent\",\"reference\":\"r\"}")]
    public void Pod_withAVolume_isReadWhole(int field, string piece)
    {
        var source = field == 26 ? Message((1, Message((4, Message((2, 3607L), (3, "token"))))), (2, 420L)) : Message((1, "r"), (2, "IfNotPresent"));
        var volume = Message((1, "v"), (2, Message((field, source))));
        var container = Message((1, "c"), (2, "x"), (15, Message((11, Message((1, "RuntimeDefault"))))));
        var text = Create("/api/v1/namespaces/default/pods", "v1", "Pod", Message((1, volume), (2, container), (8, "default")));
        text.ShouldContain(piece);
        text.ShouldContain("\"seccompProfile\":{\"type\":\"RuntimeDefault\"}");
    }

    private string Create(string path, string apiVersion, string kind, byte[] spec)
    {
        var managed = Message((1, "m"), (2, "Update"), (3, apiVersion), (6, "FieldsV1"), (7, Message((1, "{\"f:spec\":{}}"))));
        var body = Message((1, Message((1, apiVersion), (2, kind))), (2, Message((1, Message((1, "web"), (17, managed))), (2, spec))));
        var answer = door.Cluster.Api.Http.Answer(new ApiRequest { Method = "POST", Path = path, ContentType = "application/vnd.kubernetes.protobuf", Body = (byte[])[0x6b, 0x38, 0x73, 0, .. body], UserAgent = "test" });
        answer.Code.ShouldBe(201, Door.Text(answer));
        return Door.Text(answer);
    }

    private static byte[] Message(params ReadOnlySpan<(int Number, object Value)> fields)
    {
        var bytes = new List<byte>();
        foreach (var (number, value) in fields)
        {
            if (value is long integer)
            {
                Varint(bytes, number << 3);
                Varint(bytes, integer);
                continue;
            }

            var content = value as byte[] ?? Encoding.UTF8.GetBytes((string)value);
            Varint(bytes, (number << 3) | 2);
            Varint(bytes, content.Length);
            bytes.AddRange(content);
        }

        return [.. bytes];
    }

    private static void Varint(List<byte> bytes, long value)
    {
        for (; value > 127; value >>= 7) bytes.Add((byte)((value & 127) | 128));
        bytes.Add((byte)value);
    }
}
