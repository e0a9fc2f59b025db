using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Recordings;

/// <summary>Takes down what comes from outside while it is carried out. The clock knows who asks: whoever is not one of the cluster's own callbacks is outside.</summary>
internal sealed class InputLog(Cluster cluster)
{
    private readonly List<Input> inputs = [];

    /// <summary>Whether the present caller is outside, so that what it asks for is an input.</summary>
    public bool IsAsked => cluster.Clock.IsOutside;

    /// <summary>What was done past the doors, so that no replay can do it.</summary>
    public string? Gap { get; private set; }

    public StreamSessions Streams { get; } = new(cluster);

    /// <summary>Takes an input down with its place in the run and carries it out. A refused one is an input too: it may have drawn from chance.</summary>
    public object? Take(Input input)
    {
        var placed = input with { At = cluster.Clock.Now, Turn = cluster.Clock.Turn };
        inputs.Add(placed);
        using var entry = cluster.Clock.Enter();
        return placed.Apply(cluster);
    }

    /// <summary>Carries out an input of another run; what that run was refused, this one is refused.</summary>
    /// <returns>The words of the refusal; null: it was accepted.</returns>
    public string? Repeat(Input input)
    {
        try
        {
            Take(input);
            return null;
        }
        catch (Exception refusal) when (refusal is ApiException or Traffic.TrafficException or Runtime.RuntimeException or Faults.FaultException or Faults.ConnectionLostException)
        {
            return refusal.Message;
        }
    }

    public void Miss(string what) => Gap ??= $"{what} at t = {cluster.Clock.Elapsed}";

    /// <exception cref="InvalidOperationException">Something was done that is not recorded.</exception>
    public Recording ToRecording() => Gap is not null ? throw new InvalidOperationException($"This run cannot be replayed: {Gap} went past the recording.") : new()
    {
        // A server over HTTPS has put a certificate of its own into the cluster.
        Options = cluster.Options with { CertificateAuthority = cluster.Api.CertificateAuthority },
        Inputs = [.. inputs],
        End = new EndInput { At = cluster.Clock.Now, Turn = cluster.Clock.Turn },
    };
}
