using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Podlab.Api.Yaml;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Resources;

/// <summary>Reads the objects of files, directories and stdin.</summary>
/// <remarks>Follows cli-runtime/pkg/resource (visitor.go, mapper.go; v1.36.3).</remarks>
internal sealed class ManifestReader(Session session)
{
    private const string HowToIgnore = "if you choose to ignore these errors, turn validation off with --validate=false";

    /// <summary>Whether objects are checked for apiVersion and kind before they are read.</summary>
    public bool Validate { get; init; }

    /// <summary>Whether kinds need not be known to the server (<c>--local</c>).</summary>
    public bool Local { get; init; }

    /// <summary>Reads everything that the options name; errors are gathered in <paramref name="errors"/>, and what can be read is returned.</summary>
    public async Task<List<ResourceObject>> ReadAsync(ManifestFiles options, bool requireObject, List<Exception> errors)
    {
        var found = new List<ResourceObject>();
        if (options.Kustomize.Length > 0)
        {
            var text = new Kustomize.Kustomization(session.IO.Files).Build(options.Kustomize);
            await DocumentsAsync(options.Kustomize, text, requireObject, found, errors);
            return found;
        }

        foreach (var path in options.Files)
        {
            if (path == "-")
            {
                await DocumentsAsync("STDIN", await session.IO.ReadStdinAsync(), requireObject, found, errors);
                continue;
            }

            foreach (var file in Expand(path, options.Recursive))
                await DocumentsAsync(file, Encoding.UTF8.GetString(session.IO.Files.Read(file)), requireObject, found, errors);
        }

        return found;
    }

    /// <summary>Reads the objects of one text.</summary>
    public async Task DocumentsAsync(string source, string text, bool requireObject, List<ResourceObject> found, List<Exception> errors)
    {
        foreach (var document in YamlReader.ReadAll(text))
        {
            try
            {
                foreach (var item in await ObjectsAsync(source, document, requireObject)) found.Add(item);
            }
            catch (Exception error) when (error is KubectlError or StatusError)
            {
                errors.Add(error);
                if (document.Error is not null) return;
            }
        }
    }

    private IEnumerable<string> Expand(string path, bool recursive)
    {
        var files = session.IO.Files;
        if (files.FileExists(path)) return [path];
        if (files.DirectoryExists(path)) return InDirectory(path.TrimEnd('/'), recursive).ToList();
        var matches = path.Contains('*', StringComparison.Ordinal) ? Glob(path) : [];
        return matches.Count > 0 ? matches : throw new KubectlError($"the path {Api.GoText.Quote(path)} does not exist");
    }

    private IEnumerable<string> InDirectory(string directory, bool recursive)
    {
        foreach (var name in session.IO.Files.List(directory))
        {
            if (name.EndsWith('/'))
            {
                if (recursive)
                    foreach (var inner in InDirectory($"{directory}/{name.TrimEnd('/')}", recursive)) yield return inner;
            }
            else if (name.EndsWith(".json", StringComparison.Ordinal) || name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal))
            {
                yield return $"{directory}/{name}";
            }
        }
    }

    private List<string> Glob(string pattern)
    {
        var slash = pattern.LastIndexOf('/');
        var directory = slash < 0 ? "." : pattern[..slash];
        if (!session.IO.Files.DirectoryExists(directory)) return [];
        var name = pattern[(slash + 1)..];
        return [.. session.IO.Files.List(directory).Where(f => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(name, f, ignoreCase: false))
            .Select(f => slash < 0 ? f : $"{directory}/{f}")];
    }

    private async Task<IEnumerable<ResourceObject>> ObjectsAsync(string source, YamlDocument document, bool requireObject)
    {
        if (document.Error is { } error)
        {
            session.Problems.Add(new ManifestProblem(source, error.Line, error.Column, "", error.Message, null));
            throw new KubectlError($"error parsing {source}: {error.ConversionMessage}");
        }

        foreach (var duplicate in document.Duplicates)
            session.Problems.Add(new ManifestProblem(source, duplicate.Line, duplicate.Column, duplicate.Path, $"key {Api.GoText.Quote(duplicate.Key)} stands twice; the last one counts", null));
        if (document.IsEmpty) return [];
        var node = JsonText.Parse(document.Json.Span);
        if (Validate) Check(source, node);
        ManifestProblems.Find(source, document, session.Problems);
        if (node is not JsonObject value) throw new KubectlError($"unable to decode {Api.GoText.Quote(source)}: json: cannot unmarshal {Word(node)} into Go value of type map[string]interface {{}}");
        if (value.Text("kind").Length == 0) throw new KubectlError($"unable to decode {Api.GoText.Quote(source)}: Object 'Kind' is missing in '{Compact(document)}'");
        if (value.Text("apiVersion").Length == 0 && !Local) throw new KubectlError($"unable to decode {Api.GoText.Quote(source)}: Object 'apiVersion' is missing in '{Compact(document)}'");
        if (value.Text("kind").EndsWith("List", StringComparison.Ordinal) && value.At("items") is JsonArray items)
        {
            var all = new List<ResourceObject>();
            for (var i = 0; i < items.Count; i++) all.Add(Noted(await ObjectAsync(source, (JsonObject)items[i]!.DeepClone(), requireObject), document, string.Create(CultureInfo.InvariantCulture, $"items[{i}].")));
            return all;
        }

        return [Noted(await ObjectAsync(source, value, requireObject), document, "")];
    }

    private ResourceObject Noted(ResourceObject item, YamlDocument document, string prefix)
    {
        session.Context.Manifests.Note(item.Value.Text("kind"), item.Namespace, item.Name, item.Source, document, prefix);
        return item;
    }

    private async Task<ResourceObject> ObjectAsync(string source, JsonObject value, bool requireObject)
    {
        var (group, version) = GroupVersion(value.Text("apiVersion"));
        var kind = value.Text("kind");
        var resource = Local ? LocalResource(group, version, kind) : (await session.MapperAsync()).ForKind(group, version, kind);
        if (resource is null)
        {
            throw new KubectlError($"resource mapping not found for name: {Api.GoText.Quote(value.Name())} namespace: {Api.GoText.Quote(value.Namespace())} from {Api.GoText.Quote(source)}: "
                + $"no matches for kind {Api.GoText.Quote(kind)} in version {Api.GoText.Quote(value.Text("apiVersion"))}\nensure CRDs are installed first");
        }

        return new ResourceObject(resource, NamespaceOf(resource, value), value.Name(), value) { Source = source };
    }

    private static ApiResource LocalResource(string group, string version, string kind) =>
        new(group, version, kind.ToLowerInvariant() + "s", kind.ToLowerInvariant(), kind, Namespaced: false);

    private string NamespaceOf(ApiResource resource, JsonObject value)
    {
        if (!resource.Namespaced) return "";
        var given = value.Namespace();
        if (given.Length == 0)
        {
            if (!Local) value.Ensure("metadata")["namespace"] = session.Namespace;
            return session.Namespace;
        }

        if (session.NamespaceEnforced && given != session.Namespace)
            throw new KubectlError($"the namespace from the provided object {Api.GoText.Quote(given)} does not match the namespace {Api.GoText.Quote(session.Namespace)}. You must pass '--namespace={given}' to perform this operation.");
        return given;
    }

    private static void Check(string source, JsonNode? node)
    {
        var wrong = new List<string>();
        if (node is not JsonObject value)
        {
            wrong.Add("invalid object to validate");
        }
        else
        {
            if (!value.Has("apiVersion")) wrong.Add("apiVersion not set");
            else if (value["apiVersion"]!.GetValueKind() != System.Text.Json.JsonValueKind.String) wrong.Add("apiVersion isn't string type");
            if (!value.Has("kind")) wrong.Add("kind not set");
            else if (value["kind"]!.GetValueKind() != System.Text.Json.JsonValueKind.String) wrong.Add("kind isn't string type");
        }

        if (wrong.Count == 0) return;
        var text = wrong.Count == 1 ? wrong[0] : $"[{string.Join(", ", wrong)}]";
        throw new KubectlError($"error validating {Api.GoText.Quote(source)}: error validating data: {text}; {HowToIgnore}");
    }

    public static (string Group, string Version) GroupVersion(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("", apiVersion) : (apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    private static string Compact(YamlDocument document) => JsonText.Compact(JsonText.Parse(document.Json.Span));

    private static string Word(JsonNode? node) => node is JsonArray ? "array" : node?.GetValueKind() switch
    {
        System.Text.Json.JsonValueKind.Number => "number",
        System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False => "bool",
        _ => "string",
    };
}
