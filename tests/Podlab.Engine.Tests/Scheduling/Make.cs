using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Tests.Scheduling;

/// <summary>Nodes and pods in few words: a row of a test names only what matters to it.</summary>
internal static class Make
{
    public static Node Node(string name, string cpu = "4", string memory = "8Gi", params (string Key, string Value)[] labels) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = ValueMap.Of<string>([("kubernetes.io/hostname", name), .. labels]) },
        Status = new NodeStatus { Allocatable = ValueMap.Of(("cpu", Quantity.Parse(cpu)), ("memory", Quantity.Parse(memory)), ("pods", Quantity.Parse("110"))) },
    };

    public static Pod Pod(string name, string? cpu = null, string? memory = null) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default" },
        Spec = new PodSpec { Containers = [new Container { Name = "c", Image = "pause", Resources = new ResourceRequirements { Requests = Requests(cpu, memory) } }] },
    };

    private static ValueMap<Quantity> Requests(string? cpu, string? memory)
    {
        var requests = ValueMap<Quantity>.Empty;
        if (cpu is not null) requests = requests.Set("cpu", Quantity.Parse(cpu));
        if (memory is not null) requests = requests.Set("memory", Quantity.Parse(memory));
        return requests;
    }
}
