using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Resources;

/// <summary>Which objects a command line means: files, <c>type name…</c>, <c>type/name…</c>, selectors.</summary>
/// <remarks>Follows cli-runtime/pkg/resource/builder.go (v1.36.3).</remarks>
internal sealed class ResourceQuery(Invocation call)
{
    private const string NothingNamed = """
        You must provide one or more resources by argument or filename.
        Example resource specifications include:
           '-f rsrc.yaml'
           '--filename=rsrc.json'
           '<resource> <name>'
           '<resource>'
        """;

    public IReadOnlyList<string> Args { get; init; } = call.Args;

    public ManifestFiles Files { get; init; } = new([], "", false);

    /// <summary>Empty: none was given.</summary>
    public string LabelSelector { get; init; } = "";

    public string FieldSelector { get; init; } = "";

    public bool AllNamespaces { get; init; }

    /// <summary>Every object of the types (<c>--all</c>).</summary>
    public bool All { get; init; }

    /// <summary>A type alone means all of its objects.</summary>
    public bool TypeAloneMeansAll { get; init; }

    /// <summary>Objects are read from files only, and the server is not asked.</summary>
    public bool Local { get; init; }

    /// <summary>Objects of files are read from the server, too.</summary>
    public bool Latest { get; init; } = true;

    public bool Validate { get; init; }

    /// <summary>Lists are taken apart into their objects.</summary>
    public bool Flatten { get; init; } = true;

    public string Accept { get; init; } = "application/json";

    /// <summary>Added to each request for reading: <c>includeObject=Object</c>.</summary>
    public string ExtraQuery { get; init; } = "";

    public string Subresource { get; init; } = "";

    public long ChunkSize { get; init; } = 500;

    private string Namespace => AllNamespaces ? "" : call.Namespace;

    public async Task<ResourceSet> RunAsync()
    {
        if (Files.Any) return await ByFilesAsync();
        var set = new ResourceSet();
        var args = PairUp(Args);
        var slashes = args.Count(a => a.Contains('/', StringComparison.Ordinal));
        if (slashes > 0 && slashes != args.Count)
        {
            throw new KubectlError("there is no need to specify a resource type as a separate argument when passing arguments in resource/name form "
                + "(e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'");
        }

        var mapper = Local ? null : await call.MapperAsync();
        var tuples = slashes > 0 ? args.ConvertAll(Tuple) : [];
        var types = slashes > 0 || args.Count == 0 ? [] : Types(args[0], mapper);
        var names = slashes > 0 ? [] : args.Skip(1).ToList();
        var selects = All || LabelSelector.Length > 0 || FieldSelector.Length > 0 || (TypeAloneMeansAll && types.Count > 0 && names.Count == 0);
        if (selects) await SelectAsync(set, mapper!, types, names, tuples.Count > 0);
        else if (tuples.Count > 0) await TuplesAsync(set, mapper!, tuples);
        else if (names.Count > 0) await NamesAsync(set, mapper!, types, names);
        else if (types.Count > 0)
        {
            foreach (var type in types) mapper!.Require(type);
            throw new KubectlError("resource(s) were provided, but no name was specified");
        }
        else throw new KubectlError(NothingNamed);
        return set;
    }

    private async Task<ResourceSet> ByFilesAsync()
    {
        if (Args.Count > 0) throw new KubectlError("when paths, URLs, or stdin is provided as input, you may not specify a resource by arguments as well");
        var set = new ResourceSet();
        var reader = new ManifestReader(call.Session) { Local = Local, Validate = Validate };
        set.Objects.AddRange(await reader.ReadAsync(Files, requireObject: true, set.Errors));
        set.SingleItem = Files.Files.Count == 1 && set.Objects.Count == 1 && Files.Files[0] != "-";
        if (LabelSelector.Length > 0)
        {
            var query = ParseSelector(LabelSelector);
            set.Objects.RemoveAll(o => !query.Matches(key => o.Value.At("metadata", "labels", key) is null ? null : o.Value.Text("metadata", "labels", key)));
        }

        if (!Latest || Local) return set;
        foreach (var item in set.Objects.ToList())
        {
            try
            {
                if (item.Name.Length == 0) throw new KubectlError("resource name may not be empty");
                item.Take(await call.Client.GetAsync(WithQuery(item.Path + Sub), Accept));
            }
            catch (Exception error) when (error is StatusError or KubectlError)
            {
                set.Objects.Remove(item);
                set.Errors.Add(error);
            }
        }

        return set;
    }

    private async Task SelectAsync(ResourceSet set, RestMapper mapper, List<string> types, List<string> names, bool tuples)
    {
        if (names.Count > 0) throw new KubectlError("name cannot be provided when a selector is specified");
        if (tuples) throw new KubectlError("selectors and the all flag cannot be used when passing resource/name arguments");
        if (types.Count == 0) throw new KubectlError("at least one resource must be specified to use a selector");
        var mappings = types.ConvertAll(mapper.Require);
        foreach (var resource in mappings)
        {
            try
            {
                await ListAsync(set, resource);
            }
            catch (StatusError error)
            {
                set.Errors.Add(error);
            }
        }
    }

    private async Task ListAsync(ResourceSet set, ApiResource resource)
    {
        var @namespace = resource.Namespaced ? Namespace : "";
        for (var more = ""; ;)
        {
            var list = await ListPageAsync(resource, @namespace, more);
            if (!Flatten || list.At("items") is not JsonArray items)
            {
                set.Objects.Add(new ResourceObject(resource, @namespace, "", list));
            }
            else
            {
                foreach (var item in items.OfType<JsonObject>().ToList())
                {
                    items.Remove(item);
                    item["apiVersion"] ??= resource.GroupVersion;
                    item["kind"] ??= resource.Kind;
                    set.Objects.Add(new ResourceObject(resource, item.Namespace(), item.Name(), item));
                }
            }

            more = list.Text("metadata", "continue");
            if (more.Length == 0) return;
        }
    }

    private async Task<JsonObject> ListPageAsync(ApiResource resource, string @namespace, string more)
    {
        var query = new List<string>();
        if (LabelSelector.Length > 0) query.Add("labelSelector=" + Uri.EscapeDataString(LabelSelector));
        if (FieldSelector.Length > 0) query.Add("fieldSelector=" + Uri.EscapeDataString(FieldSelector));
        if (ChunkSize > 0) query.Add($"limit={ChunkSize}");
        if (more.Length > 0) query.Add("continue=" + Uri.EscapeDataString(more));
        if (ExtraQuery.Length > 0) query.Add(ExtraQuery);
        try
        {
            return await call.Client.GetAsync(resource.Collection(@namespace) + (query.Count == 0 ? "" : "?" + string.Join('&', query)), Accept);
        }
        catch (StatusError error) when (error.Reason is "BadRequest" or "NotFound")
        {
            throw error.Saying(LabelSelector.Length == 0 && FieldSelector.Length == 0
                ? $"Unable to list {GoText.Quote(resource.GvrText)}: {error.Message}"
                : $"Unable to find {GoText.Quote(resource.GvrText)} that match label selector {GoText.Quote(LabelSelector)}, field selector {GoText.Quote(FieldSelector)}: {error.Message}");
        }
    }

    private async Task TuplesAsync(ResourceSet set, RestMapper mapper, List<(string Type, string Name)> tuples)
    {
        set.SingleItem = tuples.Count == 1;
        var mapped = tuples.ConvertAll(t => (Resource: mapper.Require(t.Type), t.Name));
        foreach (var (resource, name) in mapped) await GetAsync(set, resource, name);
    }

    private async Task NamesAsync(ResourceSet set, RestMapper mapper, List<string> types, List<string> names)
    {
        set.SingleItem = names.Count == 1;
        if (types.Count > 1) throw new KubectlError("you must specify only one resource");
        var resource = mapper.Require(types[0]);
        foreach (var name in names) await GetAsync(set, resource, name);
    }

    private async Task GetAsync(ResourceSet set, ApiResource resource, string name)
    {
        if (resource.Namespaced && AllNamespaces) throw new KubectlError("a resource cannot be retrieved by name across all namespaces");
        var @namespace = resource.Namespaced ? call.Namespace : "";
        if (!Latest)
        {
            set.Objects.Add(new ResourceObject(resource, @namespace, name, []));
            return;
        }

        try
        {
            set.Objects.Add(new ResourceObject(resource, @namespace, name, await call.Client.GetAsync(WithQuery(resource.Path(@namespace, name) + Sub), Accept)));
        }
        catch (StatusError error)
        {
            set.Errors.Add(error);
        }
    }

    private string Sub => Subresource.Length == 0 ? "" : "/" + Subresource;

    private string WithQuery(string path) => ExtraQuery.Length == 0 ? path : $"{path}?{ExtraQuery}";

    public static LabelQuery ParseSelector(string text) => LabelQuery.TryParse(text, out var query, out var error) ? query : throw new KubectlError(error);

    /// <summary><c>pods,svc a b</c> means <c>pods/a pods/b svc/a svc/b</c>.</summary>
    private static List<string> PairUp(IReadOnlyList<string> args)
    {
        if (args.Count < 2 || args[0].Split(',').Distinct().ToList() is not { Count: > 1 } types) return [.. args];
        return [.. types.SelectMany(type => args.Skip(1).Select(name => $"{type}/{name}"))];
    }

    private static (string Type, string Name) Tuple(string arg)
    {
        var parts = arg.Split('/');
        if (parts.Length != 2) throw new KubectlError("arguments in resource/name form may not have more than one slash");
        if (parts[0].Length == 0 || parts[1].Length == 0 || parts[0].Split(',').Distinct().Count() != 1)
            throw new KubectlError("arguments in resource/name form must have a single resource and name");
        return (parts[0], parts[1]);
    }

    private static List<string> Types(string arg, RestMapper? mapper) =>
        [.. arg.Split(',').Distinct().SelectMany(word => mapper?.Category(word) is { Count: > 0 } members ? members : [word]).Distinct()];
}
