using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Printers;

namespace Podlab.Kubectl.Config;

/// <summary>The commands below <c>config</c> that only show.</summary>
internal static class ConfigReads
{
    private static readonly string[] Secrets = ["token", "password", "client-key-data", "client-certificate-data"];

    public static void CurrentContext(Invocation call)
    {
        var current = call.Session.Context.Config.Text("current-context");
        call.Out(current.Length > 0 ? current + "\n" : throw new KubectlError("current-context is not set"));
    }

    public static void Names(Invocation call, string list)
    {
        call.Out("NAME\n");
        foreach (var name in call.Session.Context.Config.Items(list).Select(e => e.Text("name")).Order(StringComparer.Ordinal)) call.Out(name + "\n");
    }

    public static void Contexts(Invocation call)
    {
        var config = call.Session.Context.Config;
        var all = config.Items("contexts").OrderBy(c => c.Text("name"), StringComparer.Ordinal).ToList();
        var wanted = call.Args.Count == 0 ? all : all.FindAll(c => call.Args.Contains(c.Text("name"), StringComparer.Ordinal));
        if (call.Flags["output"] is not ("" or "name")) throw new KubectlError($"output must be one of '' or 'name': {call.Flags["output"]}");
        var tabs = TabWriter.ForTables(call.Out);
        if (call.Flags["output"].Length == 0 && !call.Flags.Is("no-headers")) tabs.Write("CURRENT\tNAME\tCLUSTER\tAUTHINFO\tNAMESPACE\n");
        foreach (var context in wanted)
        {
            var name = context.Text("name");
            if (call.Flags["output"] == "name") tabs.Write(name + "\n");
            else tabs.Write($"{(name == config.Text("current-context") ? "*" : "")}\t{name}\t{context.Text("context", "cluster")}\t{context.Text("context", "user")}\t{context.Text("context", "namespace")}\n");
        }

        tabs.Flush();
        var missing = call.Args.Where(a => !all.Exists(c => c.Text("name") == a)).Select(a => (Exception)new KubectlError($"context {a} not found")).ToList();
        if (missing.Count == 1) throw new KubectlError($"context {call.Args.First(a => !all.Exists(c => c.Text("name") == a))} not found");
        ManyErrors.Throw(missing);
    }

    public static void View(Invocation call)
    {
        if (call.Args.Count > 0) throw ConfigCommand.WithHelp(call, $"unexpected arguments: [{string.Join(' ', call.Args)}]");
        var config = Ordered(call.Session.Context.Config);
        if (call.Flags.Is("minify")) Minify(config);
        if (!call.Flags.Is("raw"))
        {
            foreach (var user in config.Items("users").Select(u => u.At("user")).OfType<JsonObject>())
                foreach (var secret in Secrets.Where(user.ContainsKey)) user[secret] = secret.EndsWith("-data", StringComparison.Ordinal) ? "DATA+OMITTED" : "REDACTED";
            foreach (var cluster in config.Items("clusters").Select(c => c.At("cluster")).OfType<JsonObject>().Where(c => c.ContainsKey("certificate-authority-data"))) cluster["certificate-authority-data"] = "DATA+OMITTED";
        }

        var format = call.Flags["output"].Length == 0 && call.Flags["template"].Length == 0;
        call.Out(format ? YamlPrinter.Text(config) : new OutputFormat(call).Printer(typed: true).Print(config));
    }

    private static void Minify(JsonObject config)
    {
        var current = config.Text("current-context");
        Keep(config, "contexts", current);
        var context = config.Items("contexts").FirstOrDefault() ?? throw new KubectlError("cannot locate context " + current);
        Keep(config, "clusters", context.Text("context", "cluster"));
        Keep(config, "users", context.Text("context", "user"));
    }

    private static void Keep(JsonObject config, string list, string name) =>
        config[list] = new JsonArray([.. config.Items(list).Where(e => e.Text("name") == name).Select(e => e!.DeepClone())]);

    /// <summary>In the order of Go's struct; entries sorted by name.</summary>
    private static JsonObject Ordered(JsonObject config)
    {
        var ordered = new JsonObject { ["kind"] = "Config", ["apiVersion"] = "v1" };
        foreach (var (list, inner, fields) in ((string, string, string[])[])[
            ("clusters", "cluster", ["server", "tls-server-name", "insecure-skip-tls-verify", "certificate-authority", "certificate-authority-data", "proxy-url"]),
            ("users", "user", ["client-certificate", "client-certificate-data", "client-key", "client-key-data", "token", "tokenFile", "username", "password"]),
            ("contexts", "context", ["cluster", "user", "namespace"])])
        {
            var entries = config.Items(list).OrderBy(e => e.Text("name"), StringComparer.Ordinal).Select(entry =>
            {
                var body = new JsonObject();
                foreach (var (key, value) in (entry.At(inner) as JsonObject ?? []).OrderBy(e => Array.IndexOf(fields, e.Key) is >= 0 and var at ? at : int.MaxValue)) body[key] = value?.DeepClone();
                return (JsonNode)new JsonObject { ["name"] = entry.Text("name"), [inner] = body };
            }).ToList();
            ordered[list] = entries.Count == 0 ? null : new JsonArray([.. entries]);
        }

        ordered["current-context"] = config.Text("current-context");
        return ordered;
    }
}
