using System.Text.Json;
using Podlab.Engine.Traffic;

namespace Podlab.Engine.Recordings;

/// <summary>Requests that <c>cluster.Traffic</c> begins to send.</summary>
public sealed record TrafficInput(TrafficPlan Plan) : Input
{
    public override string Kind => "traffic";

    public override string Summary => $"traffic to {Plan.Target}";

    internal override object? Apply(Cluster cluster) => cluster.Traffic.Start(Plan);

    internal override void Write(Utf8JsonWriter json)
    {
        json.WritePropertyName("plan");
        JsonSerializer.Serialize(json, Plan);
    }

    internal static TrafficInput Read(InputFields fields) => new(fields.Raw("plan").Deserialize<TrafficPlan>()!);
}
