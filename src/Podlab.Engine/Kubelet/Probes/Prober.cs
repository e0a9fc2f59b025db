using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Containers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Probes;

/// <summary>Asks a container how it is, once, and says so in an event when it is not well.</summary>
/// <remarks>Follows pkg/kubelet/prober/prober.go (v1.36.3).</remarks>
internal sealed class Prober(KubeletContext context)
{
    private const int MaxRetries = 3;

    private readonly ProbeHandlers handlers = new(context);

    /// <returns>Null: the question itself failed, and the answer before stays.</returns>
    public async ValueTask<ProbeResult?> ProbeAsync(ProbeWorker worker, ContainerId container, ContainerStatus status)
    {
        var outcome = default(ProbeOutcome);
        for (var attempt = 0; attempt < MaxRetries; attempt++)
        {
            outcome = await AskAsync(worker, container, status);
            if (outcome.Result != ProbeResult.Unknown) break;
        }

        if (outcome.Result == ProbeResult.Success) return ProbeResult.Success;
        if (outcome.Result == ProbeResult.Warning)
        {
            context.Events.Event(worker.Pod.Pod, "Warning", "ProbeWarning", $"{worker.Kind} probe warning: {outcome.Output}", ContainerKinds.FieldPath(worker.Pod.Pod.Spec, worker.Container.Name));
            return ProbeResult.Success;
        }

        if (worker.Pod.IsFinished) return null;
        var path = ContainerKinds.FieldPath(worker.Pod.Pod.Spec, worker.Container.Name);
        if (outcome.Result == ProbeResult.Unknown)
        {
            context.Events.Event(worker.Pod.Pod, "Warning", "Unhealthy", $"{worker.Kind} probe errored and resulted in unknown state: {outcome.Output}", path);
            return null;
        }

        context.Events.Event(worker.Pod.Pod, "Warning", "Unhealthy", $"{worker.Kind} probe failed: {outcome.Output}", path);
        return ProbeResult.Failure;
    }

    /// <summary>A port by number, or by the name it has in the container.</summary>
    internal static int? Port(IntOrString? port, Container container)
    {
        if (port is not { } given) return null;
        if (given.IsInt) return given.IntValue;
        foreach (var candidate in container.Ports)
        {
            if (candidate.Name == given.StringValue) return candidate.ContainerPortValue;
        }

        return int.TryParse(given.StringValue, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Why there is no such port: what has no name in the container is read as a number (pkg/probe/util.go ResolveContainerPort).</summary>
    internal static string NoPort(IntOrString? port) => $"strconv.Atoi: parsing {GoText.Quote(port?.ToString() ?? "")}: invalid syntax";

    private async ValueTask<ProbeOutcome> AskAsync(ProbeWorker worker, ContainerId container, ContainerStatus status)
    {
        var probe = worker.Probe;
        var timeout = TimeSpan.FromSeconds(Math.Max(1, probe.TimeoutSeconds));
        if (probe.Exec is { } exec) return await handlers.ExecAsync(container, worker.Command(exec), timeout);
        if (context.Runtime.ContainerStatus(container) is not { } instance) return new ProbeOutcome(ProbeResult.Unknown, $"container {status.Name} is gone");
        var address = worker.Pod.Status.Current?.PodIP ?? "";
        if (probe.HttpGet is { } http) return await handlers.HttpAsync(instance.Sandbox, http, worker.Container, address, timeout);
        if (probe.TcpSocket is { } tcp) return await handlers.TcpAsync(instance.Sandbox, tcp, worker.Container, address, timeout);
        if (probe.Grpc is { } grpc) return await handlers.GrpcAsync(instance.Sandbox, grpc, address, timeout);
        return new ProbeOutcome(ProbeResult.Unknown, $"missing probe handler for {worker.Pod.Identity}:{worker.Container.Name}");
    }
}

/// <param name="Output">What the container answered, or why there is no answer.</param>
internal readonly record struct ProbeOutcome(ProbeResult Result, string Output);
