using System.Text.Json;

namespace Podlab.Engine.Recordings;

/// <summary>A file in a node's folder of static pods is written or taken away.</summary>
/// <param name="Manifest">Null: the file goes.</param>
public sealed record StaticPodInput(string Node, string File, string? Manifest) : Input
{
    public override string Kind => "staticPod";

    public override string Summary => $"{(Manifest is null ? "remove" : "write")} {File} in the manifests of {Node}";

    internal override object? Apply(Cluster cluster)
    {
        var folder = cluster.Nodes.Find(Node)?.StaticPods;
        if (Manifest is null) folder?.Remove(File);
        else folder?.Put(File, Manifest);
        return null;
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("node", Node);
        json.WriteString("file", File);
        if (Manifest is not null) json.WriteString("manifest", Manifest);
    }

    internal static StaticPodInput Read(InputFields fields) => new(fields.Text("node"), fields.Text("file"), fields.Find("manifest"));
}
