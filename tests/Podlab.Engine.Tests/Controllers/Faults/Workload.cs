using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Faults;

/// <summary>What users and machines do to a cluster, drawn from a seed: workloads come, change and go, pods are deleted, nodes are lost and added.</summary>
internal sealed class Workload
{
    /// <summary>When the last of it has happened, in seconds.</summary>
    public const double End = 260;

    private const string Template = """template: {metadata: {labels: {app: NAME}}, spec: {terminationGracePeriodSeconds: 1, tolerations: [{key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 5}, {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 5}], containers: [{name: c, image: "app:1"}]}}""";
    private readonly Random random;
    private readonly List<(double Time, string What, Action<World> Act)> steps = [];

    public Workload(int seed)
    {
        random = new Random(seed);
        Add(0, "class", world => world.Apply("kind: StorageClass\napiVersion: storage.k8s.io/v1\nmetadata: {name: standard}\nprovisioner: k8s.io/minikube-hostpath"));
        for (var i = 1; i <= 2; i++) Deployment($"web{i}");
        StatefulSet("db");
        DaemonSet("agent");
        Job("work");
        Controller("old");
        LoseNode("n4");
        if (random.Next(2) == 0) AddNode("n5");
        for (var i = 0; i < 3; i++) DeletePod(random.Next(100));
        steps.Sort((x, y) => x.Time.CompareTo(y.Time));
    }

    public IReadOnlyList<(double Time, string What, Action<World> Act)> Steps => steps;

    private double At(double from, double to) => Math.Round(from + (random.NextDouble() * (to - from)), 3);

    private void Add(double time, string what, Action<World> act) => steps.Add((time, what, act));

    private void Make(double time, string kind, string version, string name, string spec, string metadata = "") =>
        Add(time, $"make {kind} {name}", world => world.Apply($"kind: {kind}\napiVersion: {version}\nmetadata: {{name: {name}{metadata}}}\nspec: {{{spec}}}").ShouldBe(""));

    private void Change(double time, string kind, string name, string what, string patch) => Add(time, $"{what} {kind} {name}", world => world.Patch(kind, name, patch));

    private void Deployment(string name)
    {
        var born = At(0, 60);
        string[] strategies = ["strategy: {type: Recreate}", "strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}", "strategy: {rollingUpdate: {maxSurge: 2, maxUnavailable: 0}}", "minReadySeconds: 3"];
        Make(born, "Deployment", "apps/v1", name, $"replicas: {random.Next(1, 6)}, selector: {{matchLabels: {{app: {name}}}}}, {strategies[random.Next(strategies.Length)]}, {Template.Replace("NAME", name, StringComparison.Ordinal)}");
        Make(born, "Service", "v1", name, $"selector: {{app: {name}}}, ports: [{{port: 80}}]");
        Make(born, "PodDisruptionBudget", "policy/v1", name, $"minAvailable: 1, selector: {{matchLabels: {{app: {name}}}}}");
        for (var i = 2; i < 2 + random.Next(1, 4); i++) Image(At(born + 10, End), "Deployment", name, i);
        Scale(At(born + 10, End), "Deployment", name);
        if (random.Next(3) != 0) return;
        var pause = At(born + 10, End - 30);
        Change(pause, "Deployment", name, "pause", """{"spec":{"paused":true}}""");
        Change(At(pause, End), "Deployment", name, "resume", """{"spec":{"paused":null}}""");
    }

    private void StatefulSet(string name)
    {
        var born = At(0, 60);
        var policy = random.Next(2) == 0 ? "Parallel" : "OrderedReady";
        Make(born, "StatefulSet", "apps/v1", name, $"serviceName: {name}, replicas: {random.Next(1, 4)}, podManagementPolicy: {policy}, selector: {{matchLabels: {{app: {name}}}}}, volumeClaimTemplates: [{{metadata: {{name: data}}, spec: {{storageClassName: standard, accessModes: [ReadWriteOnce], resources: {{requests: {{storage: 1Gi}}}}}}}}], {Template.Replace("NAME", name, StringComparison.Ordinal)}");
        Image(At(born + 10, End), "StatefulSet", name, 2);
        Scale(At(born + 10, End), "StatefulSet", name, 1);
    }

    private void DaemonSet(string name)
    {
        var born = At(0, 60);
        Make(born, "DaemonSet", "apps/v1", name, $"selector: {{matchLabels: {{app: {name}}}}}, {Template.Replace("NAME", name, StringComparison.Ordinal)}");
        Image(At(born + 10, End), "DaemonSet", name, 2);
    }

    private void Job(string name)
    {
        var pod = Template.Replace("NAME", name, StringComparison.Ordinal).Replace("metadata: {", $"metadata: {{annotations: {{lasts: \"{random.Next(1, 8)}\"}}, ", StringComparison.Ordinal).Replace("spec: {", "spec: {restartPolicy: Never, ", StringComparison.Ordinal);
        Make(At(0, 60), "Job", "batch/v1", name, $"completions: {random.Next(1, 7)}, parallelism: {random.Next(1, 4)}, backoffLimit: 1000, {pod}");
    }

    private void Controller(string name)
    {
        var born = At(0, 60);
        Make(born, "ReplicationController", "v1", name, $"replicas: {random.Next(1, 4)}, selector: {{app: {name}}}, {Template.Replace("NAME", name, StringComparison.Ordinal)}");
        Scale(At(born + 10, End), "ReplicationController", name);
        if (random.Next(2) == 0) Add(At(born + 20, End), $"delete ReplicationController {name}", world => world.Delete("ReplicationController", name));
    }

    private void Image(double time, string kind, string name, int version) =>
        Change(time, kind, name, $"image {version} of", """{"spec":{"template":{"spec":{"containers":[{"name":"c","image":"app:N"}]}}}}""".Replace("N", version.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private void Scale(double time, string kind, string name, int least = 0) => Change(time, kind, name, "scale", """{"spec":{"replicas":N}}""".Replace("N", random.Next(least, 6).ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

    private void LoseNode(string node)
    {
        var lost = At(30, 120);
        Add(lost, $"node {node} falls silent", world => world.Silence(node));
        Add(At(lost + 70, End), $"node {node} removed", world => world.Delete("Node", node));
    }

    private void AddNode(string node) => Add(At(20, End), $"node {node} added", world => world.AddNode(node));

    private void DeletePod(int which) => Add(At(20, End), $"delete pod {which}", world =>
    {
        var pods = world.List<Pod>();
        if (pods.Count > 0) world.Delete("Pod", pods[which % pods.Count].Metadata.Name!);
    });
}
