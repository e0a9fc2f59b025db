using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Autoscale;

/// <summary><c>kubectl autoscale</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/autoscale/autoscale.go (v1.36.3).</remarks>
internal static class AutoscaleCommand
{
    public static CommandSpec Spec { get; } = new("autoscale", "autoscale (-f FILENAME | TYPE NAME | TYPE/NAME) [--min=MINPODS] --max=MAXPODS [--cpu=CPU] [--memory=MEMORY] [flags]", "Auto-scale a deployment, replica set, stateful set, or replication controller")
    {
        Group = "Deploy Commands",
        Examples = ["kubectl autoscale deployment foo --min=2 --max=10", "kubectl autoscale rc foo --max=5 --cpu=80%"],
        Flags = flags => OutputFormat.AddTo(WriteFlags.AddTo(ManifestFiles.AddTo(flags
            .Text("cpu", "", "Target CPU utilization over all the pods.")
            .Int("cpu-percent", -1, "The target average CPU utilization over all the pods.")
            .Int("max", -1, "The upper limit for the number of pods that can be set by the autoscaler. Required.")
            .Text("memory", "", "Target memory utilization over all the pods.")
            .Int("min", -1, "The lower limit for the number of pods that can be set by the autoscaler.")
            .Text("name", "", "The name for the newly created object.")
            .Bool("save-config", false, "If true, the configuration of current object will be saved in its annotation."),
            "identifying the resource to autoscale."), "kubectl-autoscale")),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        var flags = call.Flags;
        var (min, max) = (flags.Number("min"), flags.Number("max"));
        if (!flags.Changed("max")) throw new CommandError("error: required flag(s) \"max\" not set");
        if (max < 1) throw new KubectlError($"--max=MAXPODS is required and must be at least 1, max: {max}");
        if (max < min) throw new KubectlError($"--max=MAXPODS must be larger or equal to --min=MINPODS, max: {max}, min: {min}");
        var set = await new ResourceQuery(call) { Files = ManifestFiles.Of(flags) }.RunAsync();
        await set.VisitAsync(item =>
        {
            if (item.Resource.Kind is not ("Deployment" or "ReplicaSet" or "StatefulSet" or "ReplicationController")) throw new KubectlError($"cannot autoscale a {item.Resource.Kind}: {item.Resource.Kind} is not scalable");
            var value = CreateFlags.Head(call, "autoscaling/v2", "HorizontalPodAutoscaler", flags["name"].Length > 0 ? flags["name"] : item.Name);
            var spec = new JsonObject { ["scaleTargetRef"] = new JsonObject { ["kind"] = item.Resource.Kind, ["name"] = item.Name, ["apiVersion"] = item.Resource.GroupVersion } };
            if (min > 0) spec["minReplicas"] = min;
            spec["maxReplicas"] = max;
            var metrics = new JsonArray();
            if (flags.Number("cpu-percent") >= 0) metrics.Add(Metric("cpu", $"{flags.Number("cpu-percent")}%"));
            if (flags["cpu"].Length > 0) metrics.Add(Metric("cpu", flags["cpu"]));
            if (flags["memory"].Length > 0) metrics.Add(Metric("memory", flags["memory"]));
            if (metrics.Count > 0) spec["metrics"] = metrics;
            value["spec"] = spec;
            value["status"] = new JsonObject { ["desiredReplicas"] = 0, ["currentMetrics"] = null };
            return CreateCommand.SubmitAsync(call, value, "", "autoscaled");
        });
    }

    private static JsonObject Metric(string resource, string target)
    {
        var percent = target.EndsWith('%') || long.TryParse(target, out _);
        return new JsonObject
        {
            ["type"] = "Resource",
            ["resource"] = new JsonObject
            {
                ["name"] = resource,
                ["target"] = percent
                    ? new JsonObject { ["type"] = "Utilization", ["averageUtilization"] = long.Parse(target.TrimEnd('%'), System.Globalization.CultureInfo.InvariantCulture) }
                    : new JsonObject { ["type"] = "AverageValue", ["averageValue"] = target },
            },
        };
    }
}
