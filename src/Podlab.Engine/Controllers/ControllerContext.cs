using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Chance;
using Podlab.Engine.Controllers.Pods;
using Podlab.Engine.Events;
using Podlab.Engine.Time;

namespace Podlab.Engine.Controllers;

/// <summary>What all controllers of a cluster share.</summary>
public sealed class ControllerContext
{
    private readonly EventNames eventNames;

    public ControllerContext(ApiServer api, EventLoop clock, SeededRandom random)
    {
        Api = api;
        Clock = clock;
        Random = random.Fork("controllers");
        eventNames = new EventNames(clock);
        Pods = new PodIndex(api);
    }

    public ApiServer Api { get; }

    public EventLoop Clock { get; }

    public SeededRandom Random { get; }

    internal PodIndex Pods { get; }

    /// <summary>Events in the name of a component.</summary>
    public IEventRecorder Recorder(string component) => new EventRecorder(Api, Clock, eventNames, component);

    public ResourceClient<T> Of<T>()
        where T : class, IKubernetesObject<T> => Api.Of<T>();
}
