using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Printers.Templates;

namespace Podlab.Kubectl.Tests.Printers;

public sealed class GoTemplateTests
{
    private static readonly JsonObject Value = (JsonObject)JsonNode.Parse("""
        {"metadata":{"name":"web","labels":{"app":"x","tier":"y"}},"spec":{"containers":[{"name":"a","ports":[80,443]},{"name":"b"}],"replicas":3},"data":{"password":"czNjcmV0"}}
        """)!;

    public static IEnumerable<TheoryDataRow<string, string>> Templates =>
    [
        new("{{.metadata.name}}", "web") { Label = "a field" },
        new("{{range .spec.containers}}{{.name}} {{end}}", "a b ") { Label = "a range" },
        new("{{range $i, $c := .spec.containers}}{{$i}}:{{$c.name}};{{end}}", "0:a;1:b;") { Label = "a range with two names" },
        new("{{range $k, $v := .metadata.labels}}{{$k}}={{$v}},{{end}}", "app=x,tier=y,") { Label = "a range over a map" },
        new("{{if eq .spec.replicas 3}}three{{else}}other{{end}}", "three") { Label = "a condition" },
        new("{{if .nothing}}a{{else if .metadata}}b{{else}}c{{end}}", "b") { Label = "else if" },
        new("{{with .metadata}}{{.name}}{{end}}", "web") { Label = "with" },
        new("{{.data.password | base64decode}}", "s3cret") { Label = "a pipe" },
        new("{{printf \"%s-%d\" .metadata.name .spec.replicas}}", "web-3") { Label = "printf" },
        new("{{index .spec.containers 1 \"name\"}}", "b") { Label = "index" },
        new("{{len .spec.containers}}", "2") { Label = "len" },
        new("{{(index .spec.containers 0).name}}", "a") { Label = "parentheses" },
        new("a {{- .metadata.name -}} b", "awebb") { Label = "trimmed blanks" },
        new("{{.nothing}}", "<no value>") { Label = "what is not there" },
        new("{{.metadata.labels}}", "map[app:x tier:y]") { Label = "a map" },
        new("{{$n := .metadata.name}}{{$n}}", "web") { Label = "a variable" },
        new("{{/* nothing */}}x", "x") { Label = "a comment" },
    ];

    [Theory, MemberData(nameof(Templates))]
    public void Print_template_gives_text(string template, string text) => new GoTemplatePrinter(template, allowMissing: true).Print(Value).ShouldBe(text);

    [Theory]
    [InlineData("{{.a")]
    [InlineData("{{nope .a}}")]
    [InlineData("{{if .a}}x")]
    [InlineData("{{range}}x{{end}}")]
    public void Constructor_wrong_template_is_an_error(string template) => Should.Throw<KubectlError>(() => new GoTemplatePrinter(template, true));

    [Fact]
    public void Print_missing_key_is_an_error_where_asked() =>
        Should.Throw<KubectlError>(() => new GoTemplatePrinter("{{.nothing}}", allowMissing: false).Print(Value)).Message.ShouldContain("map has no entry for key \"nothing\"");
}
