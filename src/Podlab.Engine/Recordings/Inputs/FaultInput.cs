using System.Text.Json;

namespace Podlab.Engine.Recordings;

/// <summary>A fault that somebody injects or ends, in the words that <c>#!fault</c> takes: <c>registry down</c>.</summary>
public sealed record FaultInput(string Words) : Input
{
    public override string Kind => "fault";

    public override string Summary => "fault " + Words;

    internal override object? Apply(Cluster cluster) => cluster.Faults.Apply(Words);

    internal override void Write(Utf8JsonWriter json) => json.WriteString("words", Words);

    internal static FaultInput Read(InputFields fields) => new(fields.Text("words"));
}
