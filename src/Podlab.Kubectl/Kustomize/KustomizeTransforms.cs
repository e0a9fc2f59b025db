using System.Text.Json.Nodes;
using Podlab.Kubectl.Create;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Kustomize;

/// <summary>What a kustomization changes in all of its objects.</summary>
internal static class KustomizeTransforms
{
    private static readonly string[] ClusterKinds = ["Namespace", "Node", "PersistentVolume", "ClusterRole", "ClusterRoleBinding", "StorageClass", "PriorityClass", "CustomResourceDefinition"];

    /// <summary>Fields by which objects refer to ConfigMaps and Secrets.</summary>
    private static readonly string[] References = ["configMap", "configMapRef", "configMapKeyRef", "secret", "secretRef", "secretKeyRef", "persistentVolumeClaim"];

    public static void Apply(JsonObject kustomization, List<JsonObject> objects, List<GeneratedObject> generated)
    {
        var (prefix, suffix) = (kustomization.Text("namePrefix"), kustomization.Text("nameSuffix"));
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var value in objects)
        {
            Labels(kustomization, value);
            foreach (var (key, text) in kustomization.Entries("commonAnnotations")) value.Ensure("metadata", "annotations")[key] = text?.DeepClone();
            if (kustomization.Text("namespace") is { Length: > 0 } given && !ClusterKinds.Contains(value.Text("kind"), StringComparer.Ordinal)) value.Ensure("metadata")["namespace"] = given;
            Images(kustomization, value);
            if (kustomization.Items("replicas").FirstOrDefault(r => r.Text("name") == value.Name()) is { } replicas) value.Ensure("spec")["replicas"] = replicas.Number("count");
            var name = $"{prefix}{value.Name()}{suffix}";
            if (generated.Find(g => ReferenceEquals(g.Object, value)) is { Hashed: true }) name += "-" + Hash(name, value);
            if (name == value.Name() || value.Text("kind") == "Namespace") continue;
            renamed[$"{value.Text("kind")}/{value.Name()}"] = name;
            value.Ensure("metadata")["name"] = name;
        }

        foreach (var value in objects) Rename(value, renamed);
    }

    private static void Labels(JsonObject kustomization, JsonObject value)
    {
        foreach (var (key, text) in kustomization.Entries("commonLabels"))
        {
            value.Ensure("metadata", "labels")[key] = text?.DeepClone();
            if (value.At("spec", "template") is JsonObject template) template.Ensure("metadata", "labels")[key] = text?.DeepClone();
            if (value.At("spec", "selector", "matchLabels") is JsonObject match) match[key] = text?.DeepClone();
            else if (value.Text("kind") == "Service" && value.At("spec", "selector") is JsonObject selector) selector[key] = text?.DeepClone();
        }

        foreach (var group in kustomization.Items("labels"))
        {
            foreach (var (key, text) in group.Entries("pairs"))
            {
                value.Ensure("metadata", "labels")[key] = text?.DeepClone();
                if ((group.True("includeTemplates") || group.True("includeSelectors")) && value.At("spec", "template") is JsonObject template) template.Ensure("metadata", "labels")[key] = text?.DeepClone();
                if (group.True("includeSelectors") && value.At("spec", "selector", "matchLabels") is JsonObject match) match[key] = text?.DeepClone();
            }
        }
    }

    private static void Images(JsonObject kustomization, JsonNode value)
    {
        if (kustomization.Count("images") == 0) return;
        foreach (var container in Containers(value))
        {
            var image = container.Text("image");
            var name = image.Split('@')[0];
            var colon = name.LastIndexOf(':');
            var tag = colon > name.LastIndexOf('/') ? name[(colon + 1)..] : "";
            name = tag.Length > 0 ? name[..colon] : name;
            if (kustomization.Items("images").FirstOrDefault(i => i.Text("name") == name) is not { } change) continue;
            var newName = change.Text("newName") is { Length: > 0 } given ? given : name;
            container["image"] = change.Text("digest") is { Length: > 0 } digest ? $"{newName}@{digest}" : $"{newName}{((change.Text("newTag") is { Length: > 0 } t ? t : tag) is { Length: > 0 } chosen ? ":" + chosen : "")}";
        }
    }

    private static IEnumerable<JsonObject> Containers(JsonNode? node) => node switch
    {
        JsonObject map => map.SelectMany(e => e.Key is "containers" or "initContainers" && e.Value is JsonArray list ? list.OfType<JsonObject>() : Containers(e.Value)),
        JsonArray items => items.SelectMany(Containers),
        _ => [],
    };

    private static string Hash(string name, JsonObject value)
    {
        var data = value["data"] as JsonObject ?? [];
        return value.Text("kind") == "Secret" ? NameHash.OfSecret(name, value.Text("type"), data) : NameHash.OfConfigMap(name, data, []);
    }

    /// <summary>References follow the objects that got other names.</summary>
    private static void Rename(JsonNode? node, Dictionary<string, string> renamed)
    {
        if (node is JsonArray list)
        {
            foreach (var item in list) Rename(item, renamed);
            return;
        }

        if (node is not JsonObject map) return;
        foreach (var (key, value) in map.ToList())
        {
            if (value is JsonObject target && References.Contains(key, StringComparer.Ordinal))
            {
                var kind = key.StartsWith("secret", StringComparison.Ordinal) ? "Secret" : key.StartsWith("config", StringComparison.Ordinal) ? "ConfigMap" : "PersistentVolumeClaim";
                foreach (var field in (string[])["name", "secretName", "claimName"])
                    if (renamed.TryGetValue($"{kind}/{target.Text(field)}", out var name)) target[field] = name;
            }
            else if (key == "serviceAccountName" && renamed.TryGetValue($"ServiceAccount/{map.Text(key)}", out var account))
            {
                map[key] = account;
            }

            Rename(map[key], renamed);
        }
    }
}
