using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Set;

/// <summary><c>kubectl set resources</c>.</summary>
internal static class SetResources
{
    public static async Task RunAsync(Invocation call)
    {
        if (call.Args.Count == 0 && !Resources.ManifestFiles.Of(call.Flags).Any) throw new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
        if (call.Flags["limits"].Length == 0 && call.Flags["requests"].Length == 0) throw new KubectlError("you must specify an update to requests or limits (in the form of --requests/--limits)");
        var limits = Parse(call.Flags["limits"]);
        var requests = Parse(call.Flags["requests"]);
        await new TemplateChange(call, "resource requirements updated").RunAsync(call.Args, (item, changed) =>
        {
            var spec = TemplateChange.PodSpec(changed) ?? throw new KubectlError($"{item.Display}: the object is not a pod or does not have a pod template");
            var containers = TemplateChange.Containers(spec, call.Flags["containers"], init: false).ToList();
            if (containers.Count == 0) throw new KubectlError($"the pod has no containers named {call.Flags["containers"]}");
            foreach (var container in containers)
            {
                Put(container, "limits", limits);
                Put(container, "requests", requests);
            }

            return Task.CompletedTask;
        });
    }

    private static void Put(JsonObject container, string key, List<(string Name, Quantity Amount)> amounts)
    {
        foreach (var (name, amount) in amounts)
        {
            if (amount.IsZero) (container.At("resources", key) as JsonObject)?.Remove(name);
            else container.Ensure("resources", key)[name] = amount.ToString();
        }
    }

    private static List<(string Name, Quantity Amount)> Parse(string text)
    {
        var amounts = new List<(string, Quantity)>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=');
            if (pair.Length != 2) throw new KubectlError($"Invalid argument syntax {part}, expected <resource>=<value>");
            if (!Quantity.TryParse(pair[1], out var amount)) throw new KubectlError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
            amounts.Add((pair[0], amount));
        }

        return amounts;
    }
}
