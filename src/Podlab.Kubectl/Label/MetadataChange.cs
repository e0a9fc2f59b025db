using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Label;

/// <summary>Sets and removes entries of labels or annotations.</summary>
internal sealed class MetadataChange(Invocation call, string field, string word, string done, string undone)
{
    private readonly Dictionary<string, string> set = new(StringComparer.Ordinal);
    private readonly List<string> removed = [];
    private readonly List<string> resources = [];

    public static FlagSet AddFlags(FlagSet flags, string manager) => OutputFormat.AddTo(WriteFlags.AddTo(ManifestFiles.AddTo(flags
        .Bool("all", false, "Select all resources, in the namespace of the specified resource types")
        .Bool("all-namespaces", false, "If true, check the specified action in all namespaces.", 'A')
        .Text("field-selector", "", "Selector (field query) to filter on.")
        .Bool("list", false, "If true, display the labels or annotations for a given resource.")
        .Bool("local", false, "If true, will NOT contact api-server but run locally.")
        .Bool("overwrite", false, "If true, allow values to be overwritten.")
        .Text("resource-version", "", "If non-empty, the update will only succeed if this is the current resource-version for the object.")
        .Text("selector", "", "Selector (label query) to filter on.", 'l'),
        "identifying the resource to update"), manager));

    public async Task RunAsync()
    {
        var flags = call.Flags;
        Split();
        var files = ManifestFiles.Of(flags);
        if (flags.Is("list") && flags["output"].Length > 0) throw new KubectlError("--list and --output may not be specified together");
        if (flags.Is("all") && flags["selector"].Length > 0) throw new KubectlError("cannot set --all and --selector at the same time");
        if (flags.Is("all") && flags["field-selector"].Length > 0) throw new KubectlError("cannot set --all and --field-selector at the same time");
        if (resources.Count < 1 && !files.Any) throw new KubectlError(field == "labels" ? "one or more resources must be specified as <resource> <name> or <resource>/<name>" : "one or more resources must be specified as <resource> <name> or <resource>/<name>");
        if (set.Count == 0 && removed.Count == 0 && !flags.Is("list")) throw new KubectlError(field == "labels" ? "at least one label update is required" : "at least one annotation update is required");
        if (removed.FirstOrDefault(set.ContainsKey) is { } both) throw new KubectlError(field == "labels" ? "can not both modify and remove a label in the same command" : $"can not both modify and remove the following annotation(s) in the same command: {both}");
        var dryRun = DryRunFlag.Of(call);
        var query = await new ResourceQuery(call)
        {
            Args = resources,
            Files = files,
            LabelSelector = flags["selector"],
            FieldSelector = flags["field-selector"],
            All = flags.Is("all"),
            AllNamespaces = flags.Is("all-namespaces"),
            Local = flags.Is("local"),
        }.RunAsync();
        if (flags["resource-version"].Length > 0 && !query.SingleItem) throw new KubectlError("--resource-version may only be used with a single resource");
        await query.VisitAsync(item => ChangeAsync(item, dryRun));
    }

    private async Task ChangeAsync(ResourceObject item, string dryRun)
    {
        var flags = call.Flags;
        if (flags.Is("list"))
        {
            List(item.Value);
            return;
        }

        if (!flags.Is("overwrite")) RefuseOverwrite(item.Value);
        var changed = Change(item.Value);
        var message = Message(item.Value, changed) + DryRunFlag.Suffix(dryRun);
        if (dryRun != "client" && !flags.Is("local"))
        {
            var patch = Patch(item.Value, changed);
            // No change leads to no request, except that a stale version must still be told.
            if (patch.Count > 0) changed = await call.Client.PatchAsync(item.Path + WriteFlags.Query(call, dryRun), JsonText.Compact(patch), "application/merge-patch+json");
        }

        call.Out(new OutputFormat(call).Printer(message).Print(changed));
    }

    private JsonObject Change(JsonObject value)
    {
        var changed = value.Copy();
        var map = changed.Ensure("metadata", field);
        foreach (var (key, text) in set) map[key] = text;
        foreach (var key in removed)
        {
            if (!map.Remove(key) && field == "labels") call.Out($"label {GoText.Quote(key)} not found.\n");
        }

        if (map.Count == 0 && !value.Has("metadata", field)) changed.Ensure("metadata").Remove(field);
        return changed;
    }

    private JsonObject Patch(JsonObject before, JsonObject after)
    {
        var patch = new JsonObject();
        foreach (var (key, text) in set)
        {
            if (before.At("metadata", field, key) is null || before.Text("metadata", field, key) != text) patch.Ensure("metadata", field)[key] = text;
        }

        foreach (var key in removed.Where(k => before.Has("metadata", field, k))) patch.Ensure("metadata", field)[key] = null;
        _ = after;
        if (call.Flags["resource-version"].Length > 0) patch.Ensure("metadata")["resourceVersion"] = call.Flags["resource-version"];
        return patch;
    }

    private string Message(JsonObject before, JsonObject after)
    {
        if (field != "labels") return done;
        if (JsonNode.DeepEquals(before.At("metadata", field), after.At("metadata", field))) return "not labeled";
        return set.Count == 0 ? undone : done;
    }

    private void RefuseOverwrite(JsonObject value)
    {
        var taken = set.Keys.Where(k => value.Has("metadata", field, k) && (field != "labels" || value.Text("metadata", field, k) != set[k]))
            .Where(k => value.Text("metadata", field, k) != set[k] || field != "labels")
            .Order(StringComparer.Ordinal).ToList();
        if (taken.Count == 0) return;
        if (field == "labels")
        {
            var errors = taken.ConvertAll(k => (Exception)new KubectlError($"'{k}' already has a value ({value.Text("metadata", field, k)}), and --overwrite is false"));
            ManyErrors.Throw(errors);
        }

        var texts = taken.Select(k => $"'{k}' already has a value ({value.Text("metadata", field, k)})");
        throw new KubectlError($"--overwrite is false but found the following declared annotation(s): {string.Join("; ", texts)}");
    }

    private void List(JsonObject value)
    {
        foreach (var (key, text) in value.Entries("metadata", field)) call.Out($"{key}={(text as JsonValue)?.GetValue<string>()}\n");
    }

    /// <summary>Tells resources from changes: the first word with an equals sign, or a dash at its end, begins the changes.</summary>
    private void Split()
    {
        var changes = false;
        foreach (var arg in call.Args)
        {
            var isChange = (arg.Contains('=', StringComparison.Ordinal) && arg[0] != '=') || (arg.EndsWith('-') && arg != "-");
            if (isChange) changes = true;
            if (!changes)
            {
                resources.Add(arg);
                continue;
            }

            if (!isChange) throw call.UsageError($"all resources must be specified before {word} changes: {arg}");
            if (arg.EndsWith('-') && !arg.Contains('=', StringComparison.Ordinal)) removed.Add(arg[..^1]);
            else Add(arg);
        }
    }

    private void Add(string arg)
    {
        var equals = arg.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = (arg[..equals], arg[(equals + 1)..]);
        if (field == "labels" && Api.Validation.NameRules.LabelValue(value) is { Count: > 0 } wrong) throw new KubectlError($"invalid label value: {GoText.Quote(arg)}: {string.Join(';', wrong)}");
        set[key] = value;
    }
}
