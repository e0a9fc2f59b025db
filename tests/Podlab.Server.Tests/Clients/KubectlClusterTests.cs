namespace Podlab.Server.Tests.Clients;

/// <summary>The commands of the machine's kubectl that deal with workloads and nodes.</summary>
public sealed class KubectlClusterTests(ServedCluster served) : IClassFixture<ServedCluster>
{
    [Fact]
    public async Task Deployment_scaledRolledOutAndBack_followsEachStep()
    {
        var kubectl = await Kubectl.InAsync(served, "rollouts");
        await kubectl.OkAsync("create", "deployment", "web", "--image=nginx:1.27", "--replicas=2", "--port=80");
        (await kubectl.OkAsync("rollout", "status", "deployment/web")).ShouldEndWith("deployment \"web\" successfully rolled out\n");
        (await kubectl.OkAsync("scale", "deployment", "web", "--replicas=3")).ShouldBe("deployment.apps/web scaled\n");
        (await kubectl.OkAsync("wait", "--for=jsonpath={.status.readyReplicas}=3", "deployment/web", "--timeout=30s")).ShouldBe("deployment.apps/web condition met\n");
        await kubectl.OkAsync("set", "image", "deployment/web", "nginx=nginx:1.26");
        await kubectl.OkAsync("rollout", "status", "deployment/web");
        (await kubectl.OkAsync("rollout", "history", "deployment/web")).ShouldContain("REVISION  CHANGE-CAUSE\n1         <none>\n2         <none>");
        (await kubectl.OkAsync("rollout", "undo", "deployment/web")).ShouldBe("deployment.apps/web rolled back\n");
        (await kubectl.OkAsync("rollout", "restart", "deployment/web")).ShouldBe("deployment.apps/web restarted\n");
        await kubectl.OkAsync("rollout", "status", "deployment/web");
        (await kubectl.OkAsync("get", "deployment", "web", "-o", "jsonpath={.spec.template.spec.containers[0].image}")).ShouldBe("nginx:1.27");
        (await kubectl.OkAsync("expose", "deployment", "web", "--port=80")).ShouldBe("service/web exposed\n");
        (await kubectl.OkAsync("describe", "service", "web")).ShouldContain("Endpoints:                10.244.");
        (await kubectl.OkAsync("describe", "deployment", "web")).ShouldContain("ScalingReplicaSet");
        (await kubectl.OkAsync("delete", "deployment", "web", "--wait")).ShouldStartWith("deployment.apps \"web\" deleted");
        (await kubectl.OkAsync("wait", "--for=delete", "pods", "-l", "app=web", "--timeout=60s")).ShouldNotBeNull();
    }

    [Fact]
    public async Task Node_taintedCordonedDrained_losesItsPods()
    {
        var kubectl = await Kubectl.InAsync(served, "drains");
        (await kubectl.OkAsync("taint", "node", "node-2", "show=this:PreferNoSchedule")).ShouldBe("node/node-2 tainted\n");
        (await kubectl.OkAsync("taint", "node", "node-2", "show-")).ShouldBe("node/node-2 untainted\n");
        await kubectl.OkAsync("run", "here", "--image=nginx", "--overrides={\"spec\":{\"nodeName\":\"node-2\"}}");
        (await kubectl.OkAsync("wait", "--for=condition=Ready", "pod/here", "--timeout=30s")).ShouldBe("pod/here condition met\n");
        (await kubectl.OkAsync("cordon", "node-2")).ShouldBe("node/node-2 cordoned\n");
        var refused = await kubectl.RunAsync(["drain", "node-2", "--timeout=30s"]);
        refused.Stderr.ShouldContain("cannot delete Pods that declare no controller");
        (await kubectl.OkAsync("drain", "node-2", "--force", "--timeout=60s")).ShouldEndWith("node/node-2 drained\n");
        (await kubectl.OkAsync("get", "nodes")).ShouldContain("Ready,SchedulingDisabled");
        (await kubectl.OkAsync("uncordon", "node-2")).ShouldBe("node/node-2 uncordoned\n");
    }

    [Fact]
    public async Task Node_madeByAClient_becomesReadyUnlessItsKubeletIsNone()
    {
        var kubectl = new Kubectl(served, "default");
        await kubectl.OkAsync("apiVersion: v1\nkind: Node\nmetadata: {name: silent, annotations: {podlab/kubelet: none}}\n", ["create", "-f", "-"]);
        await kubectl.OkAsync("apiVersion: v1\nkind: Node\nmetadata: {name: made}\n", ["create", "-f", "-"]);
        (await kubectl.OkAsync("wait", "--for=condition=Ready", "node/made", "--timeout=1s")).ShouldBe("node/made condition met\n");
        (await kubectl.OkAsync("get", "node", "silent", "-o", "jsonpath={.status.conditions[?(@.type=='Ready')].status}")).ShouldNotBe("True");
        await kubectl.OkAsync("delete", "node", "made", "silent");
    }
}
