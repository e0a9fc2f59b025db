using System.Text;
using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Set;

/// <summary>A variable as <c>set env --list</c> shows it.</summary>
internal static class EnvironmentLine
{
    public static async Task<string> OfAsync(Invocation call, ResourceObject item, JsonNode? variable)
    {
        var name = variable.Text("name");
        if (variable.At("valueFrom") is not { } from) return $"{name}={variable.Text("value")}";
        if (call.Flags.Is("resolve") && await ResolveAsync(call, item, from) is { } value) return $"{name}={value}";
        if (from.At("fieldRef") is { } field) return $"# {name} from field path {field.Text("fieldPath")}";
        if (from.At("resourceFieldRef") is { } resource) return $"# {name} from resource field {resource.Text("resource")}";
        if (from.At("secretKeyRef") is { } secret) return $"# {name} from secret {secret.Text("name")}, key {secret.Text("key")}";
        return from.At("configMapKeyRef") is { } map ? $"# {name} from configmap {map.Text("name")}, key {map.Text("key")}" : $"# {name} invalid valueFrom";
    }

    private static async Task<string?> ResolveAsync(Invocation call, ResourceObject item, JsonNode from)
    {
        var root = $"/api/v1/namespaces/{Uri.EscapeDataString(item.Namespace)}";
        if (from.At("secretKeyRef") is { } secret)
        {
            var value = await call.Client.GetAsync($"{root}/secrets/{Uri.EscapeDataString(secret.Text("name"))}");
            return Encoding.UTF8.GetString(Convert.FromBase64String(value.Text("data", secret.Text("key"))));
        }

        if (from.At("configMapKeyRef") is { } map)
            return (await call.Client.GetAsync($"{root}/configmaps/{Uri.EscapeDataString(map.Text("name"))}")).Text("data", map.Text("key"));
        return null;
    }
}
