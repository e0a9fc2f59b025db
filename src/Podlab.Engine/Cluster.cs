using Podlab.Engine.Apiserver;
using Podlab.Engine.Chance;
using Podlab.Engine.Store;
using Podlab.Engine.Time;

namespace Podlab.Engine;

/// <summary>A Kubernetes cluster in the process, in virtual time: apply, advance, observe.</summary>
public sealed class Cluster
{
    private readonly List<IClusterComponent> components = [];

    public Cluster(ClusterOptions options)
    {
        Options = options;
        Clock = new EventLoop(options.Start);
        Random = new SeededRandom(options.Seed);
        Api = new ApiServer(Clock, Random, new ObjectStore());
    }

    public ClusterOptions Options { get; }

    public EventLoop Clock { get; }

    public SeededRandom Random { get; }

    public ApiServer Api { get; }

    /// <summary>The parts that run, in the order they were started.</summary>
    public IReadOnlyList<IClusterComponent> Components => components;

    public void Add(IClusterComponent component)
    {
        components.Add(component);
        component.Start();
    }
}
