using System.Text;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Schemas;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Explain;

/// <summary><c>kubectl explain</c>: what fields a kind has, from its schema.</summary>
/// <remarks>Follows kubectl/pkg/explain/v2 (templates/plaintext.tmpl; v1.36.3).</remarks>
internal static class ExplainCommand
{
    public static CommandSpec Spec { get; } = new("explain", "explain TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [-o|--output=plaintext|plaintext-openapiv2]", "Get documentation for a resource")
    {
        Group = "Basic Commands (Intermediate)",
        Examples = ["kubectl explain pods", "kubectl explain pods --recursive", "kubectl explain deployments --api-version=apps/v1", "kubectl explain pods.spec.containers"],
        Flags = flags => flags
            .Text("api-version", "", "Use given api-version (group/version) of the resource.")
            .Text("output", "plaintext", "Format in which to render the schema. Valid values are: (plaintext, plaintext-openapiv2).", 'o')
            .Bool("recursive", false, "When true, print the name of all the fields recursively."),
        Run = RunAsync,
    };

    private static async Task RunAsync(Invocation call)
    {
        if (call.Args.Count == 0) throw new KubectlError("You must specify the type of resource to explain. Use \"kubectl api-resources\" for a complete list of supported resources.\n");
        if (call.Args.Count > 1) throw new KubectlError("We accept only this format: explain RESOURCE\n");
        var mapper = await call.MapperAsync();
        var (resource, path) = Split(mapper, call.Args[0]);
        if (call.Flags["api-version"].Length > 0)
        {
            var (group, version) = Resources.ManifestReader.GroupVersion(call.Flags["api-version"]);
            resource = mapper.ForKind(group, version, resource.Kind) ?? throw new KubectlError($"couldn't find resource for {GoText.Quote($"{group}/{version}, Kind={resource.Kind}")}");
        }

        var schema = SchemaCatalog.Default.Find(new GroupVersionKind(resource.Group, resource.Version, resource.Kind)) ?? throw new KubectlError($"couldn't find resource for {GoText.Quote(resource.GvrText)}");
        call.Out(Text(resource, schema, path, call.Flags.Is("recursive")));
    }

    private static (ApiResource Resource, string[] Path) Split(RestMapper mapper, string word)
    {
        var parts = word.Trim('.').Split('.');
        // The longest beginning that names a resource is the type; what follows is the path.
        for (var length = parts.Length; length > 1; length--)
        {
            var type = string.Join('.', parts.Take(length));
            if (mapper.Find(type) is { } qualified && (qualified.QualifiedName.Length <= type.Length || type.Contains(qualified.Group, StringComparison.Ordinal)) && qualified.Group.Length > 0) return (qualified, parts[length..]);
        }

        return (mapper.Require(parts[0]), parts[1..]);
    }

    private static string Text(ApiResource resource, Schema root, string[] path, bool recursive)
    {
        var text = new StringBuilder();
        if (resource.Group.Length > 0) text.Append("GROUP:      ").Append(resource.Group).Append('\n');
        text.Append("KIND:       ").Append(resource.Kind).Append('\n').Append("VERSION:    ").Append(resource.Version).Append("\n\n");
        var (owner, field, schema) = Walk(root, path);
        if (path.Length > 0)
        {
            text.Append("FIELD: ").Append(path[^1]).Append(" <").Append(SchemaWords.Type(field)).Append(">\n");
            if (field.Enum.Count > 0) text.Append("ENUM:\n").AppendJoin('\n', field.Enum.Order(StringComparer.Ordinal).Select(e => "    " + (e.Length == 0 ? "\"\"" : e))).Append('\n');
            text.Append('\n').Append(field.Enum.Count > 0 ? "" : "\n");
        }

        text.Append("DESCRIPTION:\n    ").Append(path.Length > 0 ? SchemaWords.Describe(owner, path[^1], field) : SchemaWords.Describe(schema)).Append("\n    \n");
        if (schema.Properties.Count == 0) return text.Append('\n').ToString();
        text.Append("FIELDS:\n");
        Fields(text, schema, 1, recursive, []);
        return text.Append('\n').ToString();
    }

    private static (Schema Owner, Schema Field, Schema Inner) Walk(Schema root, string[] path)
    {
        var (owner, field, inner) = (root, root, root);
        foreach (var name in path)
        {
            if (!inner.Properties.TryGetValue(name, out var next)) throw new KubectlError($"field {GoText.Quote(name)} does not exist");
            (owner, field) = (inner, next);
            inner = SchemaWords.Inner(next);
        }

        return (owner, field, inner);
    }

    private static void Fields(StringBuilder text, Schema schema, int level, bool recursive, HashSet<string> seen)
    {
        var indent = new string(' ', level * 2);
        foreach (var (name, field) in schema.Properties.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            text.Append(indent).Append(name).Append("\t<").Append(SchemaWords.Type(field)).Append('>');
            if (schema.Required.Contains(name, StringComparer.Ordinal)) text.Append(" -required-");
            text.Append('\n');
            if (field.Enum.Count > 0) text.Append(indent).Append("enum: ").AppendJoin(", ", field.Enum.Order(StringComparer.Ordinal).Select(e => e.Length == 0 ? "\"\"" : e)).Append('\n');
            if (!recursive)
            {
                text.Append(indent).Append("  ").Append(SchemaWords.Describe(schema, name, field)).Append("\n\n");
                continue;
            }

            var inner = SchemaWords.Inner(field);
            if (inner.Properties.Count > 0 && seen.Add(inner.Name ?? ""))
            {
                Fields(text, inner, level + 1, recursive, seen);
                seen.Remove(inner.Name ?? "");
            }
        }
    }
}
