using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Patching;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Set;

/// <summary>Changes the pod template of objects and sends what is different.</summary>
internal sealed class TemplateChange(Invocation call, string operation)
{
    /// <summary>Put between the word for failure and the server's message; empty: the server's error as it is.</summary>
    public string Failure { get; init; } = "";

    /// <summary>Whether objects are sent and told of even when nothing is different.</summary>
    public bool Always { get; init; }

    /// <param name="args">The resource words; null: all arguments.</param>
    /// <param name="change">Changes a copy of an object; throws when it cannot.</param>
    public async Task RunAsync(IReadOnlyList<string> args, Func<ResourceObject, JsonObject, Task> change)
    {
        var flags = call.Flags;
        var files = ManifestFiles.Of(flags);
        if (args.Count == 0 && !files.Any) throw new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
        var dryRun = DryRunFlag.Of(call);
        var set = await new ResourceQuery(call) { Args = args, Files = files, LabelSelector = flags["selector"], All = flags.Is("all"), Local = flags.Is("local") }.RunAsync();
        await set.VisitAsync(item => OneAsync(item, change, dryRun));
    }

    private async Task OneAsync(ResourceObject item, Func<ResourceObject, JsonObject, Task> change, string dryRun)
    {
        var changed = item.Value.Copy();
        await change(item, changed);
        if (!Always && JsonNode.DeepEquals(item.Value, changed) && !call.Flags.Is("local") && dryRun == "none") return;
        var typed = call.Flags.Is("local") || dryRun == "client";
        if (typed)
        {
            changed = TypedFields.Fill(changed);
        }
        else
        {
            var (patch, type) = LocalPatch.Between(item.Value, changed);
            try
            {
                changed = await call.Client.PatchAsync(item.Path + WriteFlags.Query(call, dryRun), patch, type);
            }
            catch (StatusError error) when (Failure.Length > 0)
            {
                throw new KubectlError($"{Failure}: {error.Message}");
            }
        }

        call.Out(new OutputFormat(call).Printer(operation + DryRunFlag.Suffix(dryRun), typed).Print(changed));
    }

    /// <summary>The pod spec in a pod, a workload or a cron job; null where there is none.</summary>
    public static JsonObject? PodSpec(JsonObject value) => value.Text("kind") switch
    {
        "Pod" => value.At("spec") as JsonObject,
        "CronJob" => value.At("spec", "jobTemplate", "spec", "template", "spec") as JsonObject,
        _ => value.At("spec", "template", "spec") as JsonObject,
    };

    /// <summary>The containers whose names fit a pattern with stars.</summary>
    public static IEnumerable<JsonObject> Containers(JsonObject spec, string pattern, bool init) =>
        spec.Items("containers").Concat(init ? spec.Items("initContainers") : []).OfType<JsonObject>()
            .Where(c => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, c.Text("name"), ignoreCase: false));
}
