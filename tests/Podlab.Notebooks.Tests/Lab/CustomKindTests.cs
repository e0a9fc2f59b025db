using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Tests.Lab;

/// <summary>The kubectl in the process knows a kind from the moment it is defined, and until it is taken back.</summary>
public sealed class CustomKindTests
{
    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.example.com}
        spec:
          group: example.com
          scope: Namespaced
          names: {plural: widgets, kind: Widget}
          versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {colour: {type: string}}}}}}}]
        """;

    private const string Widget = "apiVersion: example.com/v1\nkind: Widget\nmetadata: {name: foo}\nspec: {colour: red}\n";

    [Fact]
    public void Kind_isKnownWhileItIsDefined()
    {
        using var lab = new SimulatedLab(SimulatedCluster.Create(seed: 1, nodes: 1));
        lab.Kubectl(["apply", "-f", "-"], Widget).Stderr.ShouldContain("no matches for kind \"Widget\" in version \"example.com/v1\"");
        lab.Kubectl(["apply", "-f", "-"], Definition).Stdout.ShouldBe("customresourcedefinition.apiextensions.k8s.io/widgets.example.com created\n");
        lab.Kubectl(["apply", "-f", "-"], Widget).Stdout.ShouldBe("widget.example.com/foo created\n");
        lab.Kubectl(["get", "widgets"], null).Stdout.ShouldBe("NAME   AGE\nfoo    0s\n");
        lab.Kubectl(["delete", "crd", "widgets.example.com"], null).ExitCode.ShouldBe(0);
        lab.Kubectl(["get", "widgets"], null).Stderr.ShouldContain("the server doesn't have a resource type \"widgets\"");
    }
}
