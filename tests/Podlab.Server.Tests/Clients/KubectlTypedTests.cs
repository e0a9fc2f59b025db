namespace Podlab.Server.Tests.Clients;

/// <summary>Kinds that a client defines, and commands whose kubectl speaks protobuf, with the machine's kubectl.</summary>
public sealed class KubectlTypedTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: widgets, kind: Widget}
          versions:
          - {name: v1, served: true, storage: true, additionalPrinterColumns: [{name: Colour, type: string, jsonPath: .spec.colour}], schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {colour: {type: string}}}}}}}

        """;

    private const string Widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: foo}\nspec: {colour: red}\n";

    [Fact]
    public async Task CustomKind_isAppliedShownExplainedAndDeleted()
    {
        var kubectl = await Kubectl.InAsync(served, "custom");
        // The first time the kind is not known yet, the definition comes all the same.
        (await kubectl.RunAsync(["apply", "-f", "-"], Definition + "---\n" + Widget)).Stderr.ShouldContain("no matches for kind \"Widget\" in version \"example.com/v1\"");
        (await kubectl.OkAsync("wait", "--for=condition=Established", "crd/widgets.example.com")).ShouldEndWith("condition met\n");
        (await kubectl.OkAsync(Widget, ["apply", "-f", "-"])).ShouldBe("widget.example.com/foo created\n");
        (await kubectl.OkAsync(Widget, ["apply", "-f", "-"])).ShouldBe("widget.example.com/foo unchanged\n");
        (await kubectl.OkAsync("get", "widgets")).ShouldBe("NAME   COLOUR\nfoo    red\n");
        (await kubectl.OkAsync("patch", "widget", "foo", "--type=merge", "-p", "{\"spec\":{\"colour\":\"blue\"}}")).ShouldBe("widget.example.com/foo patched\n");
        (await kubectl.RunAsync(["apply", "-f", "-"], Widget.Replace("colour", "size", StringComparison.Ordinal))).Stderr.ShouldContain("strict decoding error: unknown field \"spec.size\"");
        (await kubectl.OkAsync("explain", "widget.spec")).ShouldContain("colour\t<string>");
        (await kubectl.OkAsync("delete", "widgets", "--all")).ShouldStartWith("widget.example.com \"foo\" deleted");
        (await kubectl.OkAsync("delete", "crd", "widgets.example.com")).ShouldStartWith("customresourcedefinition.apiextensions.k8s.io \"widgets.example.com\" deleted");
    }

    [Fact]
    public async Task TypedCommands_areUnderstood()
    {
        var kubectl = await Kubectl.InAsync(served, "typed");
        await kubectl.OkAsync("create", "deployment", "web", "--image=nginx");
        (await kubectl.OkAsync("autoscale", "deployment", "web", "--min=2", "--max=3")).ShouldBe("horizontalpodautoscaler.autoscaling/web autoscaled\n");
        await kubectl.OkAsync("run", "target", "--image=nginx");
        await kubectl.OkAsync("debug", "target", "--image=busybox", "--container=target", "--copy-to=copy", "--profile=general", "--", "sleep", "1m");
        (await kubectl.OkAsync("get", "pod", "copy", "-o", "jsonpath={.spec.containers[0].image}")).ShouldBe("busybox");
    }
}
