using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Set;

/// <summary><c>kubectl set env</c>.</summary>
/// <remarks>Follows kubectl/pkg/cmd/set (set_env.go, env/env_parse.go; v1.36.3).</remarks>
internal sealed class SetEnvironment(Invocation call)
{
    private readonly List<JsonObject> set = [];
    private readonly List<string> removed = [];

    public async Task RunAsync()
    {
        var resources = new List<string>();
        foreach (var arg in call.Args)
        {
            if (arg == "-") foreach (var (key, value) in KeyValueSources.Variables("STDIN", await call.IO.ReadStdinAsync(), call)) Add(key, value);
            else if (arg.Contains('=', StringComparison.Ordinal)) Add(arg[..arg.IndexOf('=', StringComparison.Ordinal)], arg[(arg.IndexOf('=', StringComparison.Ordinal) + 1)..]);
            else if (arg.EndsWith('-')) removed.Add(arg[..^1]);
            else resources.Add(arg);
        }

        foreach (var pair in call.Flags.Values("env"))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1) throw new KubectlError($"unable to parse {pair}");
            Add(pair[..equals], pair[(equals + 1)..]);
        }

        if (resources.Count == 0 && !ManifestFiles.Of(call.Flags).Any) throw new KubectlError("one or more resources must be specified as <resource> <name> or <resource>/<name>");
        if (call.Flags["from"].Length > 0) await ImportAsync();
        if (call.Flags.Is("list"))
        {
            await ListAsync(resources);
            return;
        }

        if (set.Count == 0 && removed.Count == 0) return;
        await new TemplateChange(call, "env updated") { Failure = "failed to patch env update to pod template" }.RunAsync(resources, (item, changed) =>
        {
            var spec = TemplateChange.PodSpec(changed) ?? throw new KubectlError($"{item.Display}: the object is not a pod or does not have a pod template");
            var containers = TemplateChange.Containers(spec, call.Flags["containers"], init: true).ToList();
            if (containers.Count == 0)
            {
                call.Err($"warning: {item.Display} does not have any containers matching {Api.GoText.Quote(call.Flags["containers"])}\n");
                return Task.CompletedTask;
            }

            foreach (var container in containers) Change(container);
            return Task.CompletedTask;
        });
    }

    private void Add(string name, string value)
    {
        var entry = new JsonObject { ["name"] = name };
        if (value.Length > 0) entry["value"] = value;
        set.Add(entry);
    }

    private void Change(JsonObject container)
    {
        var old = container.Items("env").OfType<JsonObject>().ToList();
        if (!call.Flags.Is("overwrite") && set.Find(s => old.Exists(o => o.Text("name") == s.Text("name"))) is { } taken)
            throw new KubectlError($"'{taken.Text("name")}' already has a value ({old.Find(o => o.Text("name") == taken.Text("name")).Text("value")}), and --overwrite is false");
        var kept = old.Where(o => !removed.Contains(o.Text("name"))).Select(o => set.FindLast(s => s.Text("name") == o.Text("name")) ?? o).Select(o => o.Copy()).ToList();
        kept.AddRange(set.Where(s => !kept.Exists(k => k.Text("name") == s.Text("name"))).Select(s => s.Copy()));
        if (kept.Count == 0) container.Remove("env");
        else container["env"] = new JsonArray([.. kept]);
    }

    /// <summary>Variables that refer to each key of a ConfigMap or Secret.</summary>
    private async Task ImportAsync()
    {
        var source = (await new ResourceQuery(call) { Args = [call.Flags["from"]] }.RunAsync()).OrThrow();
        foreach (var item in source)
        {
            var reference = item.Resource.Kind switch { "Secret" => "secretKeyRef", "ConfigMap" => "configMapKeyRef", _ => throw new KubectlError($"unsupported resource specified in --from") };
            var keys = call.Flags.Values("keys");
            foreach (var (key, _) in item.Value.Entries("data").Where(d => keys.Count == 0 || keys.Contains(d.Key, StringComparer.Ordinal)))
            {
                var name = string.Concat(key.Select(c => char.IsAsciiLetterOrDigit(c) ? char.ToUpperInvariant(c) : '_'));
                if (name != key) call.Client.Warn([$"key {key} transferred to {name}"]);
                set.Add(new JsonObject { ["name"] = call.Flags["prefix"] + name, ["valueFrom"] = new JsonObject { [reference] = new JsonObject { ["key"] = key, ["name"] = item.Name } } });
            }
        }
    }

    private async Task ListAsync(List<string> resources)
    {
        var query = await new ResourceQuery(call) { Args = resources, Files = ManifestFiles.Of(call.Flags), LabelSelector = call.Flags["selector"], All = call.Flags.Is("all"), Local = call.Flags.Is("local") }.RunAsync();
        await query.VisitAsync(async item =>
        {
            var changed = item.Value.Copy();
            if (TemplateChange.PodSpec(changed) is not { } spec) return;
            foreach (var container in TemplateChange.Containers(spec, call.Flags["containers"], init: true))
            {
                if (set.Count + removed.Count > 0) Change(container);
                call.Out($"# {item.Resource.Kind} {item.Name}, container {container.Text("name")}\n");
                foreach (var variable in container.Items("env")) call.Out(await EnvironmentLine.OfAsync(call, item, variable) + "\n");
            }
        });
    }
}
