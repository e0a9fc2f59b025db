using Podlab.Api.Model;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Faults;

/// <summary>Processes that are killed from the node, behind the kubelet's back.</summary>
internal sealed class ProcessFaults(Cluster cluster)
{
    private const string Usage = "Write kill POD [-c CONTAINER] [-n NAMESPACE] [-s SIGNAL] [PROCESS]; a process is a number or a program's name.";

    /// <returns>What was done, for people, and to which pod.</returns>
    public (string Said, (string Namespace, string Name) Pod) Kill(IReadOnlyList<string> words)
    {
        var (container, space, signal) = ((string?)null, "default", "KILL");
        var rest = new List<string>();
        for (var i = 0; i < words.Count; i++)
        {
            if (words[i] is not ("-c" or "-n" or "-s"))
            {
                rest.Add(words[i]);
                continue;
            }

            if (i + 1 == words.Count) throw new FaultException($"Behind {words[i]} something is missing. {Usage}");
            if (words[i] == "-c") container = words[i + 1];
            else if (words[i] == "-n") space = words[i + 1];
            else signal = words[i + 1];
            i++;
        }

        if (rest.Count is 0 or > 2) throw new FaultException("Which pod? " + Usage);
        var name = rest[0];
        var pod = cluster.Api.Of<Pod>().Find(space, name) ?? throw new FaultException($"There is no pod \"{name}\" in namespace \"{space}\" (pods: {Names(space)}).");
        container ??= pod.Spec.Containers[0].Name;
        var id = Running(pod, container);
        if (cluster.Nodes.Find(pod.Spec.NodeName ?? "")?.Runtime is not IFaultyMachine machine) throw new FaultException($"Nothing can be killed on {pod.Spec.NodeName}: its containers are not simulated.");
        return ($"SIG{signal.ToUpperInvariant().Replace("SIG", "", StringComparison.Ordinal)} sent to process {machine.Kill(id, rest.ElementAtOrDefault(1), signal)} of {name}/{container}", (space, name));
    }

    private static ContainerId Running(Pod pod, string container)
    {
        foreach (var list in new[] { pod.Status.ContainerStatuses, pod.Status.InitContainerStatuses, pod.Status.EphemeralContainerStatuses })
        {
            foreach (var status in list)
            {
                if (status.Name != container) continue;
                if (status.State.Running is null) throw new FaultException($"Container \"{container}\" of pod \"{pod.Metadata.Name}\" does not run now ({status.State.Waiting?.Reason ?? status.State.Terminated?.Reason ?? "waiting"}): there is no process to kill.");
                return new ContainerId((status.ContainerID ?? "").Split("://")[^1]);
            }
        }

        var names = pod.Spec.InitContainers.Concat(pod.Spec.Containers).Select(one => one.Name);
        throw new FaultException($"Pod \"{pod.Metadata.Name}\" has no container \"{container}\" that was started (containers: {string.Join(", ", names)}).");
    }

    private string Names(string space) => cluster.Api.Of<Pod>().List(space).Select(pod => pod.Metadata.Name).DefaultIfEmpty("none").Aggregate((all, one) => all + ", " + one)!;
}
