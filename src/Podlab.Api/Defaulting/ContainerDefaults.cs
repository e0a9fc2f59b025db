using Podlab.Api.Model;

namespace Podlab.Api.Defaulting;

/// <summary>What a container leaves out: pull policy, termination message, ports' protocol, probes' numbers.</summary>
/// <remarks>Follows pkg/apis/core/v1/defaults.go (v1.36.3).</remarks>
internal static class ContainerDefaults
{
    public static Container Apply(Container container) => container with
    {
        ImagePullPolicy = PullPolicy(container.ImagePullPolicy, container.Image),
        TerminationMessagePath = container.TerminationMessagePath.Or("/dev/termination-log"),
        TerminationMessagePolicy = container.TerminationMessagePolicy.Or("File"),
        Ports = container.Ports.IsEmpty ? container.Ports : container.Ports.Map(Port),
        Env = Environment(container.Env),
        Resources = Resources(container.Resources),
        LivenessProbe = ProbeOf(container.LivenessProbe),
        ReadinessProbe = ProbeOf(container.ReadinessProbe),
        StartupProbe = ProbeOf(container.StartupProbe),
        Lifecycle = Hooks(container.Lifecycle),
    };

    public static EphemeralContainer Apply(EphemeralContainer container) => container with
    {
        ImagePullPolicy = PullPolicy(container.ImagePullPolicy, container.Image),
        TerminationMessagePath = container.TerminationMessagePath.Or("/dev/termination-log"),
        TerminationMessagePolicy = container.TerminationMessagePolicy.Or("File"),
        Ports = container.Ports.Map(Port),
        Env = Environment(container.Env),
        Resources = Resources(container.Resources),
        LivenessProbe = ProbeOf(container.LivenessProbe),
        ReadinessProbe = ProbeOf(container.ReadinessProbe),
        StartupProbe = ProbeOf(container.StartupProbe),
        Lifecycle = Hooks(container.Lifecycle),
    };

    public static string PullPolicy(string? policy, string? image) =>
        !string.IsNullOrEmpty(policy) ? policy : ImageReference.IsLatest(image) ? "Always" : "IfNotPresent";

    public static ObjectFieldSelector? FieldRef(ObjectFieldSelector? reference) =>
        reference is { ApiVersion: null or "" } ? reference with { ApiVersion = "v1" } : reference;

    public static ResourceFieldSelector? ResourceFieldRef(ResourceFieldSelector? reference) =>
        reference is { Divisor: null } ? reference with { Divisor = Quantity.Zero } : reference;

    public static ResourceRequirements Resources(ResourceRequirements resources) =>
        resources.Limits.IsEmpty && resources.Requests.IsEmpty ? resources
            : resources with { Limits = ResourceListDefaults.Apply(resources.Limits), Requests = ResourceListDefaults.Apply(resources.Requests) };

    private static ContainerPort Port(ContainerPort port) => port.Protocol is { Length: > 0 } ? port : port with { Protocol = "TCP" };

    private static ValueList<EnvVar> Environment(ValueList<EnvVar> variables)
    {
        foreach (var variable in variables)
        {
            if (variable.ValueFrom is { } source && (source.FieldRef is { ApiVersion: null or "" } || source.ResourceFieldRef is { Divisor: null }))
            {
                return variables.Map(item => item.ValueFrom is { } origin
                    ? item with { ValueFrom = origin with { FieldRef = FieldRef(origin.FieldRef), ResourceFieldRef = ResourceFieldRef(origin.ResourceFieldRef) } }
                    : item);
            }
        }
        return variables;
    }

    private static Probe? ProbeOf(Probe? probe) => probe is null ? null : probe with
    {
        TimeoutSeconds = probe.TimeoutSeconds.Or(1),
        PeriodSeconds = probe.PeriodSeconds.Or(10),
        SuccessThreshold = probe.SuccessThreshold.Or(1),
        FailureThreshold = probe.FailureThreshold.Or(3),
        HttpGet = Http(probe.HttpGet),
        TcpSocket = Tcp(probe.TcpSocket),
        Grpc = probe.Grpc is { Service: null } grpc ? grpc with { Service = "" } : probe.Grpc,
    };

    private static Lifecycle? Hooks(Lifecycle? lifecycle) => lifecycle is null ? null : lifecycle with
    {
        PostStart = Hook(lifecycle.PostStart),
        PreStop = Hook(lifecycle.PreStop),
    };

    private static LifecycleHandler? Hook(LifecycleHandler? hook) =>
        hook is null ? null : hook with { HttpGet = Http(hook.HttpGet), TcpSocket = Tcp(hook.TcpSocket) };

    private static HTTPGetAction? Http(HTTPGetAction? action) => action is null ? null : action with
    {
        Path = action.Path.Or("/"),
        Scheme = action.Scheme.Or("HTTP"),
        Port = action.Port ?? 0,
    };

    private static TCPSocketAction? Tcp(TCPSocketAction? action) => action is { Port: null } ? action with { Port = 0 } : action;
}
