using Podlab.Api.Model;

namespace Podlab.Engine.Events;

/// <summary>Writes events about objects, as a component of the cluster: <c>kubectl describe</c> shows them.</summary>
public interface IEventRecorder
{
    /// <param name="type">Normal or Warning.</param>
    /// <param name="fieldPath">The part of the object it is about, for example <c>spec.containers{web}</c>.</param>
    void Event(IKubernetesObject involved, string type, string reason, string message, string? fieldPath = null);

    /// <summary>The object is gone; what is remembered for the sake of further events about it may go too.</summary>
    void Forget(string uid)
    {
    }
}
