using System.Text.Json.Nodes;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl;

/// <summary>What stays from one command to the next: the kubeconfig, and with it the namespace.</summary>
public sealed class KubeContext
{
    public KubeContext(string @namespace = "default", string server = "https://podlab", string name = "podlab")
    {
        Config = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Config",
            ["clusters"] = new JsonArray(new JsonObject { ["name"] = name, ["cluster"] = new JsonObject { ["server"] = server } }),
            ["users"] = new JsonArray(new JsonObject { ["name"] = "admin", ["user"] = new JsonObject() }),
            ["contexts"] = new JsonArray(new JsonObject { ["name"] = name, ["context"] = new JsonObject { ["cluster"] = name, ["user"] = "admin", ["namespace"] = @namespace } }),
            ["current-context"] = name,
        };
    }

    /// <summary>Reads a kubeconfig that was parsed to JSON before.</summary>
    public KubeContext(JsonObject config) => Config = config;

    /// <summary>Where messages say the kubeconfig lies.</summary>
    public string Path { get; set; } = "$HOME/.kube/config";

    /// <summary>The kubeconfig; <c>kubectl config</c> changes it.</summary>
    public JsonObject Config { get; }

    /// <summary>Where the manifests that were given stand.</summary>
    public ManifestPlaces Manifests { get; } = new();

    /// <summary>The namespace of the current context.</summary>
    public string Namespace
    {
        get => Current.Text("context", "namespace") is { Length: > 0 } given ? given : "default";
        set
        {
            if (Current is { } current) current.Ensure("context")["namespace"] = value;
        }
    }

    private JsonObject? Current => NamedContext(Config.Text("current-context"));

    internal JsonObject? NamedContext(string name) => Config.Items("contexts").OfType<JsonObject>().FirstOrDefault(c => c.Text("name") == name);
}
