namespace Podlab.Server.Tests.Clients;

/// <summary>The commands of the machine's kubectl that read and write objects.</summary>
public sealed class KubectlObjectTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    private const string ConfigMap = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}\n";

    [Fact]
    public async Task Apply_diffEditPatchLabelAnnotate_changeTheObject()
    {
        var kubectl = await Kubectl.InAsync(served, "objects");
        (await kubectl.OkAsync(ConfigMap, ["apply", "-f", "-"])).ShouldBe("configmap/settings created\n");
        (await kubectl.OkAsync(ConfigMap, ["apply", "-f", "-"])).ShouldBe("configmap/settings unchanged\n");
        var green = ConfigMap.Replace("blue", "green", StringComparison.Ordinal);
        var diff = await kubectl.RunAsync(["diff", "-f", "-"], green);
        diff.Code.ShouldBe(1, diff.Stderr);
        diff.Stdout.ShouldContain("-  colour: blue\n+  colour: green");
        (await kubectl.OkAsync(green, ["apply", "--server-side", "--force-conflicts", "-f", "-"])).ShouldBe("configmap/settings serverside-applied\n");
        (await kubectl.RunAsync(["edit", "configmap", "settings"], editor: "sed -i s/green/red/")).ShouldBe(new ProgramEnd(0, "configmap/settings edited\n", ""));
        (await kubectl.OkAsync("patch", "configmap", "settings", "-p", "{\"data\":{\"size\":\"big\"}}")).ShouldBe("configmap/settings patched\n");
        (await kubectl.OkAsync("patch", "configmap", "settings", "--type=json", "-p", "[{\"op\":\"remove\",\"path\":\"/data/size\"}]")).ShouldBe("configmap/settings patched\n");
        (await kubectl.OkAsync("label", "configmap", "settings", "tier=front")).ShouldBe("configmap/settings labeled\n");
        (await kubectl.OkAsync("annotate", "configmap", "settings", "note=hello")).ShouldBe("configmap/settings annotated\n");
        (await kubectl.OkAsync("get", "configmap", "settings", "-o", "jsonpath={.data.colour} {.metadata.labels.tier} {.metadata.annotations.note}")).ShouldBe("red front hello");
        (await kubectl.OkAsync("delete", "configmap", "-l", "tier=front")).ShouldStartWith("configmap \"settings\" deleted");
    }

    [Fact]
    public async Task Apply_ofANumberForAString_isTheServersRefusal()
    {
        var kubectl = await Kubectl.InAsync(served, "refusals");
        var end = await kubectl.RunAsync(["apply", "--validate=false", "-f", "-"], "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {a: 1}\n");
        end.Code.ShouldBe(1);
        end.Stderr.ShouldContain("ConfigMap in version \"v1\" cannot be handled as a ConfigMap: json: cannot unmarshal number");
        var strict = await kubectl.RunAsync(["apply", "-f", "-"], "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndate: {a: b}\n");
        strict.Stderr.ShouldContain("strict decoding error: unknown field \"date\"");
    }

    [Theory]
    [InlineData("wide", "kube-root-ca.crt   1")]
    [InlineData("yaml", "  kind: ConfigMap\n  metadata:")]
    [InlineData("json", "\"kind\": \"ConfigMap\"")]
    [InlineData("name", "configmap/kube-root-ca.crt\n")]
    [InlineData("jsonpath={.items[*].metadata.name}", "kube-root-ca.crt")]
    [InlineData("go-template={{range .items}}{{.metadata.name}}{{end}}", "kube-root-ca.crt")]
    [InlineData("custom-columns=WHO:.metadata.name", "WHO\nkube-root-ca.crt\n")]
    public async Task Get_inEachOutput_printsIt(string output, string part) =>
        (await new Kubectl(served, "kube-public").OkAsync("get", "configmaps", "-o", output)).ShouldContain(part);

    [Fact]
    public async Task Discovery_explainAndResources_knowTheApi()
    {
        var kubectl = new Kubectl(served, "default");
        (await kubectl.OkAsync("explain", "pods", "--recursive")).ShouldContain("terminationGracePeriodSeconds\t<integer>");
        var resources = await kubectl.OkAsync("api-resources");
        resources.ShouldContain("deployments                         deploy");
        resources.ShouldContain("apps/v1");
        (await kubectl.OkAsync("api-versions")).ShouldContain("batch/v1\n");
        (await kubectl.OkAsync("auth", "can-i", "create", "pods")).ShouldBe("yes\n");
        (await kubectl.OkAsync("get", "--raw", "/readyz")).ShouldBe("ok");
    }

    [Fact]
    public async Task Top_withoutMetrics_saysSo()
    {
        var end = await new Kubectl(served, "default").RunAsync(["top", "pods"]);
        end.Code.ShouldBe(1);
        end.Stderr.ShouldContain("error: Metrics API not available");
    }

    [Fact]
    public async Task Watch_printsALineForEachChange()
    {
        var kubectl = await Kubectl.InAsync(served, "watched");
        using var watch = kubectl.Start("get", "configmaps", "-w", "--output-watch-events");
        await watch.LineWithAsync("kube-root-ca.crt");
        await kubectl.OkAsync(ConfigMap, ["create", "-f", "-"]);
        (await watch.LineWithAsync("settings")).ShouldStartWith("ADDED");
        await kubectl.OkAsync("delete", "configmap", "settings");
        (await watch.LineWithAsync("settings")).ShouldStartWith("DELETED");
    }
}
