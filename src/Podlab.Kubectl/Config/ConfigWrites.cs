using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Flags;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Config;

/// <summary>The commands below <c>config</c> that change the kubeconfig.</summary>
internal static class ConfigWrites
{
    private static readonly Dictionary<string, string> Inner = new(StringComparer.Ordinal) { ["clusters"] = "cluster", ["contexts"] = "context", ["users"] = "user" };

    public static void UseContext(Invocation call)
    {
        var name = One(call);
        if (call.Session.Context.NamedContext(name) is null) throw new KubectlError($"no context exists with the name: {GoText.Quote(name)}");
        call.Session.Context.Config["current-context"] = name;
        call.Out($"Switched to context {GoText.Quote(name)}.\n");
    }

    public static void SetContext(Invocation call)
    {
        var config = call.Session.Context.Config;
        if (call.Flags.Is("current") && call.Args.Count > 0) throw ConfigCommand.WithHelp(call, "you cannot specify both a context name and --current");
        if (!call.Flags.Is("current") && call.Args.Count != 1) throw ConfigCommand.WithHelp(call, $"Unexpected args: [{string.Join(' ', call.Args)}]");
        var name = call.Flags.Is("current") ? config.Text("current-context") : call.Args[0];
        if (name.Length == 0) throw new KubectlError("no current context is set");
        Put(call, "contexts", name, ["cluster", "user", "namespace"], "Context");
    }

    public static void SetCluster(Invocation call) => Put(call, "clusters", One(call), ["server", "certificate-authority", "insecure-skip-tls-verify", "tls-server-name", "proxy-url"], "Cluster", alwaysSet: true);

    public static void SetCredentials(Invocation call) => Put(call, "users", One(call), ["client-certificate", "client-key", "token", "username", "password"], "User", alwaysSet: true);

    public static void RenameContext(Invocation call)
    {
        if (call.Args.Count != 2) throw ConfigCommand.WithHelp(call, $"Unexpected args: [{string.Join(' ', call.Args)}]");
        var context = call.Session.Context;
        var entry = context.NamedContext(call.Args[0]) ?? throw new KubectlError($"cannot rename the context {GoText.Quote(call.Args[0])}, it's not in {context.Path}");
        if (context.NamedContext(call.Args[1]) is not null) throw new KubectlError($"cannot rename the context {GoText.Quote(call.Args[0])}, the context {GoText.Quote(call.Args[1])} already exists in {context.Path}");
        entry["name"] = call.Args[1];
        if (context.Config.Text("current-context") == call.Args[0]) context.Config["current-context"] = call.Args[1];
        call.Out($"Context {GoText.Quote(call.Args[0])} renamed to {GoText.Quote(call.Args[1])}.\n");
    }

    public static void Delete(Invocation call, string list, string word)
    {
        var name = One(call);
        var context = call.Session.Context;
        var entries = context.Config.EnsureList(list);
        if (entries.FirstOrDefault(e => e.Text("name") == name) is not { } entry)
        {
            if (word == "context") throw new KubectlError($"cannot delete context {name}, not in {context.Path}");
            throw new KubectlError($"cannot delete {word} {name}, not in {context.Path}");
        }

        entries.Remove(entry);
        if (word == "context" && context.Config.Text("current-context") == name) call.Err("warning: this removed your active context, use \"kubectl config use-context\" to select a different one\n");
        call.Out($"deleted {word} {name} from {context.Path}\n");
    }

    public static void Set(Invocation call)
    {
        if (call.Args.Count != 2) throw ConfigCommand.WithHelp(call, $"Unexpected args: [{string.Join(' ', call.Args)}]");
        var (target, key) = Locate(call.Session.Context.Config, call.Args[0], make: true);
        target![key] = FlagSyntax.ParseBool(call.Args[1]) is { } flag && key.Contains("insecure", StringComparison.Ordinal) ? flag : call.Args[1];
        call.Out($"Property {GoText.Quote(call.Args[0])} set.\n");
    }

    public static void Unset(Invocation call)
    {
        if (call.Args.Count != 1) throw ConfigCommand.WithHelp(call, $"Unexpected args: [{string.Join(' ', call.Args)}]");
        var config = call.Session.Context.Config;
        var parts = call.Args[0].Split('.', 2);
        if (parts.Length == 2 && Inner.ContainsKey(parts[0]) && config.EnsureList(parts[0]).FirstOrDefault(e => e.Text("name") == parts[1]) is { } whole) config.EnsureList(parts[0]).Remove(whole);
        else if (Locate(config, call.Args[0], make: false) is ({ } target, var key)) target.Remove(key);
        call.Out($"Property {GoText.Quote(call.Args[0])} unset.\n");
    }

    private static void Put(Invocation call, string list, string name, string[] fields, string title, bool alwaysSet = false)
    {
        var entries = call.Session.Context.Config.EnsureList(list);
        var entry = entries.FirstOrDefault(e => e.Text("name") == name) as JsonObject;
        var existed = entry is not null;
        if (entry is null)
        {
            entry = new JsonObject { ["name"] = name, [Inner[list]] = new JsonObject() };
            entries.Add(entry);
        }

        var body = entry.Ensure(Inner[list]);
        foreach (var field in fields.Where(f => call.Flags.Find(f) is not null && call.Flags.Changed(f)))
            body[field] = call.Flags.Find(field)!.Kind == FlagKind.Bool ? call.Flags.Is(field) : call.Flags[field];
        call.Out(alwaysSet ? $"{title} {GoText.Quote(name)} set.\n" : $"{title} {GoText.Quote(name)} {(existed ? "modified" : "created")}.\n");
    }

    /// <summary>The map that holds a property, and its key there: <c>contexts.x.namespace</c>.</summary>
    private static (JsonObject? Target, string Key) Locate(JsonObject config, string property, bool make)
    {
        var parts = property.Split('.');
        if (parts.Length == 1) return (config, parts[0]);
        if (!Inner.TryGetValue(parts[0], out var inner)) return (make ? config.Ensure(parts[..^1]) : config.At(parts[..^1]) as JsonObject, parts[^1]);
        var name = string.Join('.', parts[1..^1]);
        var entry = config.EnsureList(parts[0]).FirstOrDefault(e => e.Text("name") == name) as JsonObject;
        if (entry is null && make)
        {
            entry = new JsonObject { ["name"] = name };
            config.EnsureList(parts[0]).Add(entry);
        }

        return (entry?.Ensure(inner), parts[^1]);
    }

    private static string One(Invocation call) => call.Args.Count == 1 ? call.Args[0] : throw ConfigCommand.WithHelp(call, $"Unexpected args: [{string.Join(' ', call.Args)}]");
}
