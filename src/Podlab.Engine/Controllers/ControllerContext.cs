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
    /// <summary>For how long the controller manager has been up when the cluster's clock begins: in a real cluster too it is there before the first node. It sets the phase of periodic looks.</summary>
    public static readonly TimeSpan ManagerAge = TimeSpan.FromSeconds(8);

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

    /// <summary>Runs an action when every controller has seen what was just written and had one turn to react: a writer in two steps is not faster than its watchers.</summary>
    public void AfterReactions(Action action) => Clock.Post(() => Clock.Post(action));

    public ResourceClient<T> Of<T>()
        where T : class, IKubernetesObject<T> => Api.Of<T>();
}
