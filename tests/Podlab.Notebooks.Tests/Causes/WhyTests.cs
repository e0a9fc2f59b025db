using Podlab.Engine.Causes;
using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Tests.Causes;

/// <summary>Broken things, one of each sort: the chain has to end at the line that a person would change.</summary>
public class WhyTests
{
    public static TheoryData<string, string, string, CauseKind, string> Broken => new()
    {
        { "more cpu than any node has", Pod("resources: {requests: {cpu: \"9\"}}"), "a", CauseKind.Scheduling, "Pod/a spec.containers[0].resources.requests" },
        { "a label that no node has", Pod("", "nodeSelector: {disk: ssd}"), "a", CauseKind.Scheduling, "Pod/a spec.nodeSelector" },
        { "a scheduler that does not run", Pod("", "schedulerName: other"), "a", CauseKind.Scheduling, "Pod/a spec.schedulerName" },
        { "a scheduling gate", Pod("", "schedulingGates: [{name: example.com/hold}]"), "a", CauseKind.Scheduling, "Pod/a spec.schedulingGates" },
        { "a claim that does not exist", Pod("volumeMounts: [{name: d, mountPath: /d}]", "volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]"), "a", CauseKind.Volume, "Pod/a spec.volumes[0].persistentVolumeClaim.claimName" },
        { "a ConfigMap volume that does not exist", Pod("volumeMounts: [{name: d, mountPath: /d}]", "volumes: [{name: d, configMap: {name: none}}]"), "a", CauseKind.Volume, "Pod/a spec.volumes[0]" },
        { "an image that no registry has", Pod("", image: "ngnix:1.99"), "a", CauseKind.Image, "Pod/a spec.containers[0].image" },
        { "an image name that cannot be", Pod("", image: "\"Nginx:::\""), "a", CauseKind.Image, "Pod/a spec.containers[0].image" },
        { "a ConfigMap that does not exist", Pod("env: [{name: A, value: b}, {name: M, valueFrom: {configMapKeyRef: {name: s, key: m}}}]"), "a", CauseKind.Config, "Pod/a spec.containers[0].env[1].valueFrom.configMapKeyRef" },
        { "a Secret for all variables that does not exist", Pod("envFrom: [{secretRef: {name: s}}]"), "a", CauseKind.Config, "Pod/a spec.containers[0].envFrom[0]" },
        { "a program that fails", Pod("command: [sh, -c, \"exit 3\"]"), "a", CauseKind.Crash, "Pod/a spec.containers[0].command" },
        { "a program that has nothing left to do", Pod("command: [\"true\"]"), "a", CauseKind.Crash, "Pod/a spec.restartPolicy" },
        { "a program that is not there", Pod("command: [nosuch]"), "a", CauseKind.Crash, "Pod/a spec.containers[0].command" },
        { "more memory than allowed", Pod("command: [tail, /dev/zero]\n    resources: {limits: {memory: 32Mi}}"), "a", CauseKind.Crash, "Pod/a spec.containers[0].resources.limits" },
        { "a liveness probe that fails", Pod("livenessProbe: {httpGet: {path: /no, port: 80}, periodSeconds: 3}"), "a", CauseKind.Probe, "Pod/a spec.containers[0].livenessProbe" },
        { "a startup probe that fails", Pod("startupProbe: {tcpSocket: {port: 81}, failureThreshold: 100}"), "a", CauseKind.Probe, "Pod/a spec.containers[0].startupProbe" },
        { "an init container that waits", Pod("", "initContainers: [{name: i, image: busybox, command: [sleep, \"1000\"]}]"), "a", CauseKind.Waiting, "Pod/a spec.initContainers[0].command" },
        { "a Job's pod out of time", Pod("command: [sleep, \"1000\"]", "activeDeadlineSeconds: 5\n  restartPolicy: Never"), "a", CauseKind.Crash, "Pod/a spec.activeDeadlineSeconds" },
        { "a service whose pods are not ready", Deployment("readinessProbe: {httpGet: {path: /no, port: 80}}"), "service/web", CauseKind.Probe, "Deployment/web spec.template.spec.containers[0].readinessProbe" },
        { "a deployment of the same pods", Deployment("readinessProbe: {httpGet: {path: /no, port: 80}}"), "deploy/web", CauseKind.Probe, "Deployment/web spec.template.spec.containers[0].readinessProbe" },
        { "a service that selects nobody", Pod("") + Service("selector: {app: b}", "port: 80"), "svc/web", CauseKind.Endpoints, "Service/web spec.selector" },
        { "a service without selector", Service("", "port: 80"), "svc/web", CauseKind.Endpoints, "Service/web spec.selector" },
        { "a target port that has no name", Pod("") + Service("selector: {app: a}", "port: 80, targetPort: http"), "svc/web", CauseKind.Endpoints, "Service/web spec.ports[0].targetPort" },
        { "a target port that nobody listens on", Pod("") + Service("selector: {app: a}", "port: 80, targetPort: 8080"), "svc/web", CauseKind.Endpoints, "Service/web spec.ports[0].targetPort" },
        { "a limit range that is broken", Limits + Deployment("resources: {limits: {memory: 1Gi}}"), "deployment/web", CauseKind.Admission, "LimitRange/small spec.limits" },
        { "a service account that does not exist", Deployment("", "serviceAccountName: none"), "deployment/web", CauseKind.Admission, "Deployment/web spec.template.spec.serviceAccountName" },
        { "a priority class that does not exist", Deployment("", "priorityClassName: none"), "deployment/web", CauseKind.Admission, "Deployment/web spec.template.spec.priorityClassName" },
        { "a claim whose class does not exist", Pod("volumeMounts: [{name: d, mountPath: /d}]", "volumes: [{name: d, persistentVolumeClaim: {claimName: data}}]") + "---\napiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\nspec: {storageClassName: fast, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}\n", "a", CauseKind.Volume, "PersistentVolumeClaim/data spec.storageClassName" },
        { "an init container that fails", Pod("", "initContainers: [{name: i, image: busybox, command: [sh, -c, \"exit 3\"]}]"), "a", CauseKind.Crash, "Pod/a spec.initContainers[0].command" },
        { "a quota that is used up", Quota + Deployment(""), "deployment/web", CauseKind.Quota, "ResourceQuota/one spec.hard" },
    };

    private const string Limits = "apiVersion: v1\nkind: LimitRange\nmetadata: {name: small}\nspec: {limits: [{type: Container, max: {memory: 100Mi}}]}\n---\n";
    private const string Quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: one}\nspec: {hard: {pods: \"1\"}}\n---\n";

    [Theory, MemberData(nameof(Broken))]
    public void Why_ends_at_the_line_to_change(string sort, string manifest, string reference, CauseKind kind, string line)
    {
        using var lab = Lab(manifest);
        var roots = lab.Why(reference).Symptom.Roots().ToList();
        roots.ShouldContain(root => root.Kind == kind && $"{root.Line!.Object} {root.Line.Path}" == line, $"{sort}\n{lab.Why(reference).Text}");
    }

    [Theory]
    [InlineData("a")]
    [InlineData("service/web")]
    public void Why_of_what_is_well_says_so(string reference)
    {
        using var lab = Lab(Pod("") + Service("selector: {app: a}", "port: 80"));
        lab.Why(reference).Symptom.Roots().ShouldAllBe(root => root.Kind == CauseKind.Healthy);
    }

    [Fact]
    public void Why_of_a_lost_node_names_it()
    {
        using var lab = Lab(Pod("", "nodeName: node-2"));
        lab.Cluster.Nodes.Find("node-2")!.Stop();
        lab.Advance(2.Minutes());
        lab.Why("a").Symptom.Roots().ShouldHaveSingleItem().Statement.ShouldBe("Node node-2 is not ready");
    }

    [Fact]
    public void Why_of_a_taint_shows_it_beside_the_tolerations()
    {
        using var lab = Lab("", nodes: 1);
        lab.Kubectl(["taint", "node", "node-1", "dedicated=gpu:NoSchedule"], null).ExitCode.ShouldBe(0);
        lab.Kubectl(["apply", "-f", "-"], Pod("")).ExitCode.ShouldBe(0);
        lab.Advance(5.Seconds());
        var root = lab.Why("a").Symptom.Roots().ShouldHaveSingleItem();
        root.Evidence.ShouldBe(["node-1 has the taint dedicated=gpu:NoSchedule"]);
        root.Line!.Path.ShouldBe("spec.tolerations");
    }

    [Theory]
    [InlineData("finalizers: [example.com/hold]", "", "Pod/a metadata.finalizers")]
    [InlineData("", "lifecycle: {preStop: {exec: {command: [sleep, \"100\"]}}}", "Pod/a spec.containers[0].lifecycle.preStop")]
    [InlineData("", "command: [sh, -c, \"trap : TERM; sleep 1000 & wait; sleep 1000\"]", "Pod/a spec.terminationGracePeriodSeconds")]
    public void Why_of_a_pod_that_does_not_go_ends_at_what_holds_it(string metadata, string container, string line)
    {
        using var lab = Lab(Pod(container, "terminationGracePeriodSeconds: 60").Replace("labels:", metadata.Length > 0 ? metadata + ", labels:" : "labels:", StringComparison.Ordinal));
        lab.Kubectl(["delete", "pod", "a", "--wait=false"], null).ExitCode.ShouldBe(0);
        lab.Advance(metadata.Length > 0 ? 2.Minutes() : 10.Seconds());
        var root = lab.Why("a").Symptom.Roots().ShouldHaveSingleItem();
        $"{root.Line!.Object} {root.Line.Path}".ShouldBe(line);
    }

    [Fact]
    public void Why_names_the_line_of_the_manifest()
    {
        using var lab = Lab(Deployment("", "nodeSelector: {disk: ssd}"));
        var root = lab.Why("deploy/web").Symptom.Roots().ShouldHaveSingleItem();
        (root.Line!.Object, root.Line.Place).ShouldBe(("Deployment/web", "line 10 of the manifest"));
        lab.Why("deploy/web").Text.ShouldContain("→ Deployment/web  spec.template.spec.nodeSelector  (line 10 of the manifest)");
    }

    [Theory]
    [InlineData("pod/coredns", "there is no pod/coredns in namespace default")]
    [InlineData("web", "there is no web in namespace default; deployment/web is there")]
    [InlineData("service/nothing", "there is no service/nothing in namespace default")]
    public void Why_of_what_is_elsewhere_says_where(string reference, string message)
    {
        using var lab = Lab(Deployment(""));
        Should.Throw<Podlab.Notebooks.Cells.CellException>(() => lab.Why(reference)).Message.ShouldBe(message);
    }

    [Theory]
    [InlineData("nobody", "there is no nobody in namespace default")]
    [InlineData("configmap/x", "`configmap` cannot be asked about")]
    public void Why_of_nothing_is_an_error_for_people(string reference, string message)
    {
        using var lab = Lab("");
        Should.Throw<Podlab.Notebooks.Cells.CellException>(() => lab.Why(reference)).Message.ShouldStartWith(message);
    }

    private static SimulatedLab Lab(string manifest, int nodes = 3)
    {
        var lab = new SimulatedLab(SimulatedCluster.Create(seed: 1, nodes));
        if (manifest.Length > 0) lab.Kubectl(["apply", "-f", "-"], manifest).Stderr.ShouldBeEmpty();
        lab.Advance(1.Minutes());
        return lab;
    }

    private static string Pod(string container, string spec = "", string image = "nginx:1.25.3") =>
        $"apiVersion: v1\nkind: Pod\nmetadata: {{name: a, labels: {{app: a}}}}\nspec:\n  {spec}\n  containers:\n  - name: c\n    image: {image}\n    {container}\n";

    private static string Deployment(string container, string spec = "") =>
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 2\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n"
        + $"    spec:\n      {spec}\n      containers:\n      - name: c\n        image: nginx:1.25.3\n        {container}\n" + Service("selector: {app: a}", "port: 80");

    private static string Service(string selector, string port) =>
        $"---\napiVersion: v1\nkind: Service\nmetadata: {{name: web}}\nspec:\n  {selector}\n  ports: [{{{port}}}]\n";
}
