using Podlab.Api.Yaml;

namespace Podlab.Kubectl;

/// <summary>Where the objects that kubectl was given last stand in their files, so that a field leads back to the line that a person wrote.</summary>
public sealed class ManifestPlaces
{
    /// <summary>How many objects are remembered; the oldest are forgotten first.</summary>
    private const int Most = 512;

    private readonly Dictionary<(string Kind, string Namespace, string Name), (string Source, YamlDocument Document, string Prefix)> places = [];
    private readonly Queue<(string Kind, string Namespace, string Name)> order = new();

    /// <summary>As <c>web.yaml:7</c>, or <c>line 7 of the manifest</c> where it came without a file; null: the object came otherwise.</summary>
    /// <param name="path">As <c>spec.containers[0].image</c>; the nearest parent that is there stands for a field that is not.</param>
    public string? Find(string kind, string @namespace, string name, string path)
    {
        if (!places.TryGetValue((kind, @namespace, name), out var found)) return null;
        var line = found.Document.Locate(found.Prefix + path).Line;
        return found.Source == "STDIN" ? $"line {line} of the manifest" : $"{found.Source}:{line}";
    }

    /// <param name="prefix">Where the object stands in the document: <c>items[0].</c> in a list.</param>
    internal void Note(string kind, string @namespace, string name, string source, YamlDocument document, string prefix)
    {
        var key = (kind, @namespace, name);
        if (!places.ContainsKey(key))
        {
            if (order.Count >= Most) places.Remove(order.Dequeue());
            order.Enqueue(key);
        }

        places[key] = (source, document, prefix);
    }
}
