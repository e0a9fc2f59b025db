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
        CronJob("tick");
        ReplicaSetAndLimits();
        OwnAddresses("outside");
        Namespace("side");
        ShortJob("brief");
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

    /// <summary>Every minute a job that takes a few seconds; for a while it is suspended.</summary>
    private void CronJob(string name)
    {
        var pod = Template.Replace("NAME", name, StringComparison.Ordinal).Replace("metadata: {", $"metadata: {{annotations: {{lasts: \"{random.Next(1, 8)}\"}}, ", StringComparison.Ordinal).Replace("spec: {", "spec: {restartPolicy: Never, ", StringComparison.Ordinal);
        string[] policies = ["Allow", "Forbid", "Replace"];
        Make(At(0, 60), "CronJob", "batch/v1", name, $"schedule: '* * * * *', concurrencyPolicy: {policies[random.Next(3)]}, successfulJobsHistoryLimit: 2, jobTemplate: {{spec: {{{pod}}}}}");
        var pause = At(70, 150);
        Change(pause, "CronJob", name, "suspend", """{"spec":{"suspend":true}}""");
        Change(At(pause, End), "CronJob", name, "resume", """{"spec":{"suspend":false}}""");
    }

    /// <summary>A set that a quota holds back until the quota grows, beside a pod that it adopts.</summary>
    private void ReplicaSetAndLimits()
    {
        Make(At(0, 30), "ReplicaSet", "apps/v1", "held", $"replicas: 3, selector: {{matchLabels: {{app: held}}}}, {Template.Replace("NAME", "held", StringComparison.Ordinal)}");
        Add(0.5, "make ResourceQuota maps", world => world.Apply("kind: ResourceQuota\napiVersion: v1\nmetadata: {name: maps}\nspec: {hard: {count/configmaps: 5, pods: 200, services: 50}}").ShouldBe(""));
        for (var i = 0; i < 3; i++)
        {
            var name = $"map{i}";
            Add(At(5, 100), $"make ConfigMap {name}", world => world.Apply($"kind: ConfigMap\napiVersion: v1\nmetadata: {{name: {name}}}"));
            if (random.Next(2) == 0) Add(At(110, End), $"delete ConfigMap {name}", world => world.Delete("ConfigMap", name));
        }

        Add(At(40, End), "delete ReplicaSet held in the foreground", world => world.Send("DELETE", World.PathOf("ReplicaSet") + "/held", """{"propagationPolicy":"Foreground"}""", "application/json"));
    }

    /// <summary>A service without selector, whose addresses somebody writes by hand, and changes.</summary>
    private void OwnAddresses(string name)
    {
        var born = At(0, 60);
        Make(born, "Service", "v1", name, "ports: [{port: 80}]");
        Add(born, $"make Endpoints {name}", world => world.Apply($"kind: Endpoints\napiVersion: v1\nmetadata: {{name: {name}}}\nsubsets: [{{addresses: [{{ip: 192.0.2.1}}, {{ip: 192.0.2.2}}], ports: [{{port: 80}}]}}]").ShouldBe(""));
        Change(At(born, End), "Endpoints", name, "change", """{"subsets":[{"addresses":[{"ip":"192.0.2.3"}],"ports":[{"port":80}]}]}""");
        if (random.Next(2) == 0) Add(At(born + 100, End + 60), $"delete Service {name}", world => world.Delete("Service", name));
    }

    /// <summary>A namespace that comes with pods and goes again.</summary>
    private void Namespace(string name)
    {
        Add(At(0, 20), $"make Namespace {name}", world => world.Apply($"kind: Namespace\napiVersion: v1\nmetadata: {{name: {name}}}").ShouldBe(""));
        Add(At(30, 60), $"pods in {name}", world => world.Send("POST", $"/apis/apps/v1/namespaces/{name}/deployments", $"kind: Deployment\napiVersion: apps/v1\nmetadata: {{name: web}}\nspec: {{replicas: 2, selector: {{matchLabels: {{app: web}}}}, {Template.Replace("NAME", "web", StringComparison.Ordinal)}}}", "application/yaml"));
        if (random.Next(2) == 0) Add(At(80, End), $"delete Namespace {name}", world => world.Delete("Namespace", name));
    }

    /// <summary>An indexed job that goes by itself when it is done.</summary>
    private void ShortJob(string name)
    {
        var pod = Template.Replace("NAME", name, StringComparison.Ordinal).Replace("metadata: {", "metadata: {annotations: {lasts: \"2\"}, ", StringComparison.Ordinal).Replace("spec: {", "spec: {restartPolicy: Never, ", StringComparison.Ordinal);
        Make(At(0, 100), "Job", "batch/v1", name, $"completionMode: Indexed, completions: 3, parallelism: 2, backoffLimitPerIndex: 100, ttlSecondsAfterFinished: {random.Next(0, 30)}, {pod}");
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
