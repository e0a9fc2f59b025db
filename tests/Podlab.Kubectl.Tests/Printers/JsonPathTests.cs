using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers.JsonPaths;

namespace Podlab.Kubectl.Tests.Printers;

public sealed class JsonPathTests
{
    private static readonly JsonObject Pods = (JsonObject)JsonNode.Parse("""
        {"kind":"List","items":[
          {"metadata":{"name":"a","labels":{"app.kubernetes.io/name":"x"}},"status":{"phase":"Running","restarts":2,"conditions":[{"type":"Ready","status":"True"},{"type":"Initialized","status":"False"}]}},
          {"metadata":{"name":"b"},"status":{"phase":"Pending","restarts":0}}]}
        """)!;

    public static IEnumerable<TheoryDataRow<string, string>> Templates =>
    [
        new("{.items[*].metadata.name}", "a b") { Label = "a wildcard" },
        new("{.items[0].metadata.name}", "a") { Label = "an index" },
        new("{.items[-1].metadata.name}", "b") { Label = "an index from the end" },
        new("{.items[0:2].metadata.name}", "a b") { Label = "a slice" },
        new("{range .items[*]}{.metadata.name}={.status.phase}{\"\\n\"}{end}", "a=Running\nb=Pending\n") { Label = "a range" },
        new("{.items[?(@.status.phase==\"Running\")].metadata.name}", "a") { Label = "a filter" },
        new("{.items[?(@.status.restarts>1)].metadata.name}", "a") { Label = "a filter of numbers" },
        new("{.items[0].status.conditions[?(@.type=='Ready')].status}", "True") { Label = "a filter in a filter's place" },
        new("{.items[0].metadata.labels.app\\.kubernetes\\.io/name}", "x") { Label = "dots in a name" },
        new("{.items[0].metadata.labels}", "{\"app.kubernetes.io/name\":\"x\"}") { Label = "a map is JSON" },
        new("{.items[*]['metadata.name', 'status.phase']}", "") { Label = "a union of names that are not there" },
        new("{.items[*].status.restarts}", "2 0") { Label = "numbers" },
        new("{..name}", "a b") { Label = "at any depth" },
        new("no braces", "no braces") { Label = "text" },
        new("{.nothing}", "") { Label = "what is not there" },
    ];

    [Theory, MemberData(nameof(Templates))]
    public void Print_template_gives_text(string template, string text) =>
        new JsonPathPrinter(template, allowMissing: true, asJson: false).Print(Pods).ShouldBe(text);

    [Theory]
    [InlineData("{.items[*", "unterminated array")]
    [InlineData("{.items", "unclosed action")]
    [InlineData("{end}", "not in range, nothing to end")]
    public void Constructor_wrong_template_tells_what(string template, string complaint) =>
        Should.Throw<KubectlError>(() => new JsonPathPrinter(template, true, false)).Message.ShouldContain(complaint);

    [Fact]
    public void Print_index_out_of_bounds_is_told() =>
        Should.Throw<KubectlError>(() => new JsonPathPrinter("{.items[5]}", true, false).Print(Pods)).Message.ShouldContain("array index out of bounds: index 5, length 2");
}
