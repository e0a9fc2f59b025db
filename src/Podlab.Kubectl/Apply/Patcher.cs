using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Apply;

internal sealed class Patcher(Invocation call, ResourceObject item, string dryRun)
{
    public Task<JsonObject?> PatchAsync(JsonObject live, string modified) => throw new KubectlError($"{call.Path}{item.Name}{dryRun}{live.Count}{modified}");
}
