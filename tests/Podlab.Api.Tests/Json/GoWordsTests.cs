using System.Text;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Yaml;

namespace Podlab.Api.Tests.Json;

/// <summary>What the server says about broken input, in Go's words.</summary>
public sealed class GoWordsTests
{
    [Theory]
    [InlineData("{\"a\":1}", null)]
    [InlineData("{\"a\":", "unexpected end of JSON input")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"a\":1 \"b\"", "invalid character '\"' after object key:value pair")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("{a:1}", "invalid character 'a' looking for beginning of object key string")]
    [InlineData("[1,]", "invalid character ']' looking for beginning of value")]
    [InlineData("trux", "invalid character 'x' in literal true (expecting 'e')")]
    [InlineData("1.x", "invalid character 'x' after decimal point in numeric literal")]
    [InlineData("{} x", "invalid character 'x' after top-level value")]
    public void Complaint_names_the_character_and_its_place(string json, string? expected) => GoJsonSyntax.Complaint(Encoding.UTF8.GetBytes(json)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"spec":{"containers":[{"ports":[{"containerPort":"80"}]}]}}""", "json: cannot unmarshal string into Go struct field ContainerPort.spec.containers.ports.containerPort of type int32")]
    [InlineData("""{"spec":{"restartPolicy":1}}""", "json: cannot unmarshal number into Go struct field PodSpec.spec.restartPolicy of type v1.RestartPolicy")]
    [InlineData("""{"spec":{"volumes":[{"configMap":{"optional":"x"}}]}}""", "json: cannot unmarshal string into Go struct field ConfigMapVolumeSource.spec.volumes.VolumeSource.configMap.optional of type bool")]
    [InlineData("""{"metadata":{"labels":{"a":true}}}""", "json: cannot unmarshal bool into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("""{"metadata":{"creationTimestamp":"2020-13-01T00:00:00Z"}}""", "parsing time \"2020-13-01T00:00:00Z\": month out of range")]
    [InlineData("""{"metadata":{"creationTimestamp":"yesterday"}}""", "parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\"")]
    public void Wrong_value_is_told_with_the_place_in_the_go_type(string json, string expected)
    {
        var log = new DecodeLog(Pod.GroupVersionKind);
        KubernetesJson.Read<Pod>(Encoding.UTF8.GetBytes(json), log);
        log.Issues[0].Message.ShouldBe(expected);
    }

    [Theory]
    [InlineData("QQ=", "illegal base64 data at input byte 3")]
    [InlineData("Q!==", "illegal base64 data at input byte 1")]
    [InlineData("QQ==x", "illegal base64 data at input byte 4")]
    public void Base64_that_stops_is_told_with_its_byte(string data, string expected)
    {
        var log = new DecodeLog(Secret.GroupVersionKind);
        KubernetesJson.Read<Secret>(Encoding.UTF8.GetBytes($$$"""{"data":{"a":"{{{data}}}"}}"""), log);
        log.Issues[0].Message.ShouldBe(expected);
    }

    [Fact]
    public void Tab_as_indentation_is_told_with_its_line() =>
        YamlReader.Read("apiVersion: v1\nkind: Pod\nmetadata:\n\tname: x\n").Error!.LibraryMessage.ShouldBe("yaml: line 4: found character that cannot start any token");

    [Fact]
    public void Long_text_folds_at_the_first_blank_beyond_column_80()
    {
        var text = string.Join(' ', Enumerable.Repeat("word", 30));
        YamlWriter.Write(Encoding.UTF8.GetBytes($$"""{"message":"{{text}}"}""")).ShouldBe(
            $"message: {string.Join(' ', Enumerable.Repeat("word", 15))}\n  {string.Join(' ', Enumerable.Repeat("word", 15))}\n");
    }
}
