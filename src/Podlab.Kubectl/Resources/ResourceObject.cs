using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Resources;

/// <summary>An object that a command works on, and where it lives.</summary>
internal sealed class ResourceObject(ApiResource resource, string @namespace, string name, JsonObject value)
{
    public ApiResource Resource { get; } = resource;

    /// <summary>Empty for kinds without namespaces, and for lists of all namespaces.</summary>
    public string Namespace { get; set; } = @namespace;

    /// <summary>Empty for a list.</summary>
    public string Name { get; set; } = name;

    /// <summary>The file it was read from; empty when it came from the server.</summary>
    public string Source { get; init; } = "";

    public JsonObject Value { get; set; } = value;

    public string Path => Resource.Path(Namespace, Name);

    public string Collection => Resource.Collection(Namespace);

    /// <summary><c>deployment.apps/shop</c>.</summary>
    public string Display => $"{Resource.QualifiedKind}/{Name}";

    /// <summary><c>pods/web</c>, as warnings name it.</summary>
    public string ObjectName => $"{Resource.Name}/{Name}";

    /// <summary>Reads the object again.</summary>
    public async Task RefreshAsync(ApiClient client) => Take(await client.GetAsync(Path));

    /// <summary>Takes a newer state of the object.</summary>
    public void Take(JsonObject value)
    {
        Value = value;
        Name = value.Name() is { Length: > 0 } name ? name : Name;
    }

    /// <summary>An error as it reads when it happened to an object of a file: <c>error when creating "pod.yaml": …</c>.</summary>
    public Exception Blame(string verb, Exception error)
    {
        if (Source.Length == 0) return error;
        var text = $"error when {verb} {Api.GoText.Quote(Source)}: {error.Message}";
        return error is StatusError status ? status.Saying(text) : new KubectlError(text);
    }
}
