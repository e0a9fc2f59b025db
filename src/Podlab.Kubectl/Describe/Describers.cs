using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Describe;

/// <summary>Which describer is for which kind.</summary>
internal static class Describers
{
    public static async Task<string> TextAsync(Invocation call, ResourceObject item, bool events)
    {
        var w = new DescribeWriter(call.Clock.GetUtcNow());
        switch (item.Resource.Group, item.Resource.Kind)
        {
            case ("", "Pod"):
                PodDescriber.Write(w, item.Value);
                break;
            case ("", "Node"):
                await NodeDescriber.WriteAsync(w, item.Value, call.Client);
                break;
            default:
                throw new KubectlError($"no description has been implemented for {item.Resource.GvkText}");
        }

        if (events) EventsSection.Write(w, await EventsOfAsync(call, item));
        return w.ToString();
    }

    /// <summary>The events about an object.</summary>
    public static async Task<List<JsonNode?>> EventsOfAsync(Invocation call, ResourceObject item)
    {
        var uid = item.Value.Text("metadata", "uid");
        var found = await AboutAsync(call, item, uid);
        // Kubelets tell of their node by its name in place of its uid.
        if (item.Resource.Kind == "Node") found.AddRange(await AboutAsync(call, item, item.Name));
        return found;
    }

    private static async Task<List<JsonNode?>> AboutAsync(Invocation call, ResourceObject item, string uid)
    {
        var selector = $"involvedObject.name={item.Name},involvedObject.namespace={item.Namespace},involvedObject.uid={uid}";
        var path = item.Namespace.Length > 0 ? $"/api/v1/namespaces/{Uri.EscapeDataString(item.Namespace)}/events" : "/api/v1/events";
        return [.. (await call.Client.GetAsync($"{path}?fieldSelector={Uri.EscapeDataString(selector)}")).Items("items")];
    }
}
