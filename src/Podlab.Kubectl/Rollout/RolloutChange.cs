using System.Globalization;
using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Rollout;

/// <summary><c>kubectl rollout pause</c>, <c>resume</c> and <c>restart</c>.</summary>
internal sealed class RolloutChange(Invocation call)
{
    private const string RestartedAt = "kubectl.kubernetes.io/restartedAt";

    public async Task PauseAsync(bool paused)
    {
        var set = await RolloutCommand.TargetsAsync(call);
        await set.VisitAsync(item =>
        {
            if (item.Resource is not { Group: "apps", Kind: "Deployment" }) throw Cannot(item, paused ? "pausing is not supported" : "resuming is not supported");
            if (item.Value.True("spec", "paused") == paused) throw Cannot(item, paused ? "is already paused" : "is not paused");
            var changed = item.Value.Copy();
            if (paused) changed.Ensure("spec")["paused"] = true;
            else changed.Ensure("spec").Remove("paused");
            return SendAsync(item, changed, paused ? "paused" : "resumed");
        });
    }

    public async Task RestartAsync()
    {
        var set = await RolloutCommand.TargetsAsync(call);
        await set.VisitAsync(item =>
        {
            if (item.Resource.Group != "apps" || item.Resource.Kind is not ("Deployment" or "DaemonSet" or "StatefulSet")) throw Cannot(item, "restarting is not supported");
            if (item.Value.True("spec", "paused")) throw Cannot(item, "can't restart paused deployment (run rollout resume first)");
            var changed = item.Value.Copy();
            changed.Ensure("spec", "template", "metadata", "annotations")[RestartedAt] = call.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
            return SendAsync(item, changed, "restarted");
        });
    }

    private async Task SendAsync(ResourceObject item, JsonObject changed, string operation)
    {
        var (patch, type) = LocalPatch.Between(item.Value, changed);
        if (patch == "{}") throw new KubectlError($"failed to create patch for {item.Name}: if restart has already been triggered within the past second, please wait before attempting to trigger another");
        try
        {
            item.Take(await call.Client.PatchAsync(item.Path + RolloutCommand.Query(call), patch, type));
        }
        catch (StatusError error)
        {
            throw new KubectlError($"failed to patch: {error.Message}");
        }

        call.Out(new OutputFormat(call).Printer(operation).Print(item.Value));
    }

    private static KubectlError Cannot(ResourceObject item, string why) => new($"{item.Resource.QualifiedName} {GoText.Quote(item.Name)} {why}");
}
