using System.Text.Json;
using Podlab.Engine.Nodes.Pools;

namespace Podlab.Engine.Recordings;

/// <summary>What somebody does to the machines: <c>cluster.Nodes.Add</c>, <c>Remove</c>, <c>Disconnect</c>, <c>Reconnect</c>, <c>Cordon</c>, and a node's own <c>Start</c>, <c>Stop</c> and <c>ShutDownAsync</c>.</summary>
public sealed record NodeInput(string Verb, string Name, NodePool? Pool = null) : Input
{
    public override string Kind => "node";

    public override string Summary => $"{Verb} node {(Pool is null ? Name : Pool.Name ?? Pool.Prefix + "…")}";

    internal override object? Apply(Cluster cluster)
    {
        switch (Verb)
        {
            case "add": cluster.Nodes.Add(Pool!); break;
            case "remove": cluster.Nodes.Remove(Name); break;
            case "disconnect": cluster.Nodes.Disconnect(Name); break;
            case "reconnect": cluster.Nodes.Reconnect(Name); break;
            case "start": cluster.Nodes.Find(Name)?.Start(); break;
            case "stop": cluster.Nodes.Find(Name)?.Stop(); break;
            case "shutdown": return cluster.Nodes.Find(Name)?.ShutDownAsync();
            default: cluster.Nodes.Cordon(Name, Verb == "cordon"); break;
        }

        return null;
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("verb", Verb);
        json.WriteString("name", Name);
        if (Pool is null) return;
        json.WritePropertyName("pool");
        OptionsJson.Write(json, Pool);
    }

    internal static NodeInput Read(InputFields fields) => new(fields.Text("verb"), fields.Text("name"), fields.Has("pool") ? OptionsJson.Pools([fields.Raw("pool")])[0] : null);
}
