using System.Text.Json;

namespace Podlab.Engine.Recordings;

/// <summary>A connection to a port of a pod is opened from outside.</summary>
/// <param name="Id">Counts up from 1 within a run, together with commands.</param>
public sealed record ForwardInput(int Id, string Namespace, string Pod, int Port) : Input
{
    public override string Kind => "forward";

    public override string Summary => $"connect to port {Port} of pod {Pod}";

    internal override object? Apply(Cluster cluster) => cluster.Api.Inputs!.Streams.Forward(this);

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("id", Id);
        json.WriteString("namespace", Namespace);
        json.WriteString("pod", Pod);
        json.WriteNumber("port", Port);
    }

    internal static ForwardInput Read(InputFields fields) => new(fields.Number("id"), fields.Text("namespace"), fields.Text("pod"), fields.Number("port"));
}
