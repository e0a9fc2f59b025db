using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Security;

/// <summary>What all containers of a pod have in common for the checks, whatever their kind.</summary>
internal sealed record CheckedContainer(string Name, SecurityContext? Security, ValueList<ContainerPort> Ports, IReadOnlyList<string> ProbeHosts);

internal static class Containers
{
    public static IEnumerable<CheckedContainer> Of(PodSpec spec) =>
    [
        .. spec.InitContainers.Map(Make), .. spec.Containers.Map(Make),
        .. spec.EphemeralContainers.Map(container => new CheckedContainer(container.Name, container.SecurityContext, container.Ports, [])),
    ];

    /// <summary><c>container "a"</c> or <c>containers "a", "b"</c>.</summary>
    public static string Name(IReadOnlyList<string> names) => names.Count == 1 ? $"container {GoText.Quote(names[0])}" : $"containers {Quoted(names)}";

    public static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(GoText.Quote));

    /// <summary>The pod itself and some of its containers, as the subject of a sentence.</summary>
    public static string PodAnd(bool pod, IReadOnlyList<string> names) => (pod, names.Count) switch
    {
        (true, 0) => "pod",
        (true, _) => "pod and " + Name(names),
        _ => Name(names),
    };

    private static CheckedContainer Make(Container container) => new(container.Name, container.SecurityContext, container.Ports, [.. Hosts(container).Where(host => !string.IsNullOrEmpty(host)).Select(host => host!)]);

    private static IEnumerable<string?> Hosts(Container container)
    {
        foreach (var probe in (Probe?[])[container.LivenessProbe, container.ReadinessProbe, container.StartupProbe])
        {
            yield return probe?.HttpGet?.Host;
            yield return probe?.TcpSocket?.Host;
        }

        foreach (var handler in (LifecycleHandler?[])[container.Lifecycle?.PostStart, container.Lifecycle?.PreStop])
        {
            yield return handler?.HttpGet?.Host;
            yield return handler?.TcpSocket?.Host;
        }
    }
}
