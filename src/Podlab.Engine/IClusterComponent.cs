namespace Podlab.Engine;

/// <summary>A part of the control plane or of a node that reacts to the API: a controller, the scheduler, a kubelet.</summary>
public interface IClusterComponent
{
    /// <summary>The name it has in Kubernetes, as flags and events use it: <c>deployment-controller</c>, <c>default-scheduler</c>.</summary>
    string Name { get; }

    /// <summary>Lists what exists, watches what changes, and goes on until <see cref="Stop"/>.</summary>
    void Start();

    /// <summary>Lets go of every watch and timer. A component may be started again: it then reads the world anew.</summary>
    void Stop();
}
