using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Files;
using Podlab.Kubectl.Kustomize;

namespace Podlab.Kubectl.Tests.Kustomize;

public sealed class KustomizationTests
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: c\ndata:\n  a: b\n";

    [Fact]
    public void Build_prefix_and_labels_change_the_objects()
    {
        var files = new MemoryFiles().With("k/cm.yaml", ConfigMap).With("k/kustomization.yaml", "namePrefix: dev-\nnamespace: shop\nresources: [cm.yaml]\nlabels:\n- pairs: {env: dev}\n");
        new Kustomization(files).Build("k/").ShouldBe("apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  labels:\n    env: dev\n  name: dev-c\n  namespace: shop\n");
    }

    [Fact]
    public void Build_generator_names_by_content()
    {
        var files = new MemoryFiles().With("k/kustomization.yaml", "configMapGenerator:\n- name: g\n  literals: [a=b]\n");
        new Kustomization(files).Build("k").ShouldContain("name: g-");
    }

    [Fact]
    public void Build_missing_directory_is_an_error() => Should.Throw<KubectlError>(() => new Kustomization(new MemoryFiles()).Build("nowhere")).Message.ShouldStartWith("unable to find one of");
}
