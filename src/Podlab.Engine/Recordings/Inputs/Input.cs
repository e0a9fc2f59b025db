using System.Globalization;
using System.Text.Json;

namespace Podlab.Engine.Recordings;

/// <summary>Something that came into a cluster from outside: a request, a command's input, a fault. With its seed and its inputs a run is told completely.</summary>
public abstract record Input
{
    /// <summary>The instant of the cluster's clock.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>How many callbacks of the cluster had ended before: its place within the instant.</summary>
    public long Turn { get; init; }

    /// <summary>The word for it in files.</summary>
    public abstract string Kind { get; }

    /// <summary>What it asks for, in a line for people: <c>POST /api/v1/namespaces/default/pods</c>.</summary>
    public abstract string Summary { get; }

    /// <summary>Carries it out; gives what the caller is answered.</summary>
    internal abstract object? Apply(Cluster cluster);

    /// <summary>The same input for a run that has taken another course: without the versions and identities that its caller had seen.</summary>
    internal virtual Input Elsewhere => this;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{At:HH:mm:ss.fff} {Summary}");

    /// <summary>Writes the fields that the kind adds.</summary>
    internal abstract void Write(Utf8JsonWriter json);
}

/// <summary>The end of a recording: how far time had moved.</summary>
public sealed record EndInput : Input
{
    public override string Kind => "end";

    public override string Summary => "end of the recording";

    /// <summary>A digest of all objects as they were then; null: nobody took it.</summary>
    public string? State { get; init; }

    internal override object? Apply(Cluster cluster) => null;

    internal override void Write(Utf8JsonWriter json)
    {
        if (State is not null) json.WriteString("state", State);
    }
}
