using System.Text;
using Podlab.Api.Yaml;

namespace Podlab.Api.Tests.Yaml;

public sealed class YamlRoundTripTests
{
    [Theory]
    [InlineData("a: yes", """{"a":true}""")]
    [InlineData("a: 0o17", """{"a":15}""")]
    [InlineData("a: 2020-01-01", """{"a":"2020-01-01"}""")]
    [InlineData("a: ~", """{"a":null}""")]
    [InlineData("a: '1'", """{"a":"1"}""")]
    [InlineData("x: &x {b: 1}\nz: {<<: *x, c: 2}", """{"x":{"b":1},"z":{"b":1,"c":2}}""")]
    public void Read_types_values_as_Kubernetes_does(string yaml, string json) => Encoding.UTF8.GetString(YamlReader.Read(yaml).Json.Span).ShouldBe(json);

    [Fact]
    public void Read_of_a_tab_as_indentation_tells_the_line() => YamlReader.Read("a:\n\tb: 1\n").Error.ShouldNotBeNull();

    [Fact]
    public void Read_of_a_doubled_key_notes_it() => YamlReader.Read("a: 1\na: 2\n").Duplicates.Count.ShouldBe(1);

    [Fact]
    public void Locate_finds_the_line_of_a_path() => YamlReader.Read("a:\n- b: 1\n  c: 2\n").Locate("a[0].c").Line.ShouldBe(3);

    [Fact]
    public void Write_sorts_keys_and_quotes_what_would_be_read_otherwise() =>
        YamlWriter.Write("""{"b":["x","yes","1"],"a":"l1\nl2\n"}"""u8).ShouldBe("a: |\n  l1\n  l2\nb:\n- x\n- \"yes\"\n- \"1\"\n");

    [Fact]
    public void Read_text_that_confuses_the_scanner_is_an_error_and_no_crash() =>
        YamlReader.Read("+>{\"Ki: null---\n[---\natrue}").Error.ShouldNotBeNull().Message.ShouldNotBeEmpty();
}
