using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Apply;

/// <summary>One run of apply: object by object, and what is pruned at the end.</summary>
internal sealed class ApplyRun(Invocation call)
{
    private readonly string dryRun = DryRunFlag.Of(call);
    private readonly List<ResourceObject> visited = [];
    private readonly List<JsonObject> printed = [];

    private bool ServerSide => call.Flags.Is("server-side");

    /// <summary>With a format, all objects are printed together at the end.</summary>
    private bool PrintsLater => call.Flags["output"] is not ("" or "name");

    public void Validate()
    {
        var flags = call.Flags;
        if (flags.Is("force-conflicts") && !ServerSide) throw new KubectlError("--force-conflicts only works with --server-side");
        if (dryRun == "client" && ServerSide) throw new KubectlError("--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)");
        if (flags.Is("force") && ServerSide) throw new KubectlError("--force cannot be used with --server-side");
        if (dryRun == "server" && flags.Is("force")) throw new KubectlError("--dry-run=server cannot be used with --force");
        if (flags.Is("all") && flags["selector"].Length > 0) throw new KubectlError("cannot set --all and --selector at the same time");
        if (flags.Is("prune") && !flags.Is("all") && flags["selector"].Length == 0)
            throw new KubectlError("all resources selected for prune without explicitly passing --all. To prune all resources, pass the --all flag. If you did not mean to prune all resources, specify a label selector");
    }

    public async Task ApplyAsync(ResourceObject item)
    {
        if (ServerSide)
        {
            await new ServerSideApply(call, dryRun).RunAsync(item);
            Done(item, "serverside-applied");
            return;
        }

        if (item.Value.Text("metadata", "generateName") is { Length: > 0 } generated && item.Name.Length == 0)
            throw new KubectlError($"from {generated}: cannot use generate name with apply");
        var modified = LastApplied.Text(item.Value);
        var live = await LiveAsync(item);
        if (live is null)
        {
            LastApplied.Set(item.Value);
            if (dryRun != "client") await CreateAsync(item);
            Done(item, "created");
            return;
        }

        visited.Add(new ResourceObject(item.Resource, item.Namespace, item.Name, live));
        if (dryRun == "client")
        {
            LastApplied.Set(item.Value);
            Done(item, "configured", remember: false);
            return;
        }

        if (LastApplied.Of(live) is null)
        {
            call.Client.Warn([$"resource {item.ObjectName} is missing the {LastApplied.Annotation} annotation which is required by kubectl apply. "
                + "kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically."]);
        }

        var patched = await new Patcher(call, item, dryRun).PatchAsync(live, modified);
        var changed = patched is not null;
        item.Take(patched ?? live);
        Done(item, changed ? "configured" : "unchanged", remember: false);
    }

    public async Task FinishAsync()
    {
        if (PrintsLater && printed.Count > 0)
        {
            var printer = new OutputFormat(call).Printer("applied");
            call.Out(printer.Print(printed.Count == 1 ? printed[0] : new JsonObject { ["apiVersion"] = "v1", ["items"] = new JsonArray([.. printed.Select(p => p.DeepClone())]), ["kind"] = "List", ["metadata"] = new JsonObject() }));
        }

        if (call.Flags.Is("prune")) await new Pruner(call, dryRun).RunAsync(visited);
    }

    private async Task<JsonObject?> LiveAsync(ResourceObject item)
    {
        if (item.Name.Length == 0) throw Retrieval(item, "resource name may not be empty");
        try
        {
            return await call.GetOrNullAsync(item.Path);
        }
        catch (StatusError error)
        {
            throw Retrieval(item, error.Message);
        }
    }

    private static KubectlError Retrieval(ResourceObject item, string why) => new(
        $"error when retrieving current configuration of:\nResource: {GoText.Quote(item.Resource.GvrText)}, GroupVersionKind: {GoText.Quote(item.Resource.GvkText)}\n"
        + $"Name: {GoText.Quote(item.Name)}, Namespace: {GoText.Quote(item.Namespace)}\nfrom server for: {GoText.Quote(item.Source)}: {why}");

    private async Task CreateAsync(ResourceObject item)
    {
        try
        {
            item.Take(await call.Client.PostAsync(item.Collection + WriteFlags.Query(call, dryRun), item.Value));
        }
        catch (StatusError error)
        {
            throw item.Blame("creating", error);
        }
    }

    private void Done(ResourceObject item, string operation, bool remember = true)
    {
        if (remember) visited.Add(item);
        if (PrintsLater) printed.Add(item.Value);
        else call.Out(new OutputFormat(call).Printer(operation + DryRunFlag.Suffix(dryRun)).Print(item.Value));
    }
}
