using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Streams;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Runs the hooks after a container's start and before its stop.</summary>
/// <remarks>Follows pkg/kubelet/lifecycle/handlers.go (v1.36.3).</remarks>
internal sealed class HookRunner(KubeletContext context)
{
    private const int MaxOutputBytes = 10 * 1024;

    /// <returns>Null: it went well.</returns>
    public async ValueTask<string?> RunAsync(PodWorker pod, Container container, ContainerId id, LifecycleHandler hook, CancellationToken cancellation)
    {
        try
        {
            if (hook.Exec is { } exec) return await ExecAsync(container, id, exec, cancellation);
            if (hook.Sleep is { } sleep)
            {
                await SleepAsync(id, TimeSpan.FromSeconds(sleep.Seconds), cancellation);
                return null;
            }

            if (hook.HttpGet is { } http) return await HttpAsync(pod, container, id, http);
            return null;
        }
        catch (RuntimeException failure)
        {
            return failure.Message;
        }
    }

    private async ValueTask<string?> ExecAsync(Container container, ContainerId id, ExecAction exec, CancellationToken cancellation)
    {
        var output = new BoundedOutput(MaxOutputBytes);
        var code = await context.Runtime.ExecAsync(id, new ExecRequest([.. exec.Command], new ExecStreams(null, output, output)), cancellation);
        return code == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"command '{string.Join(' ', exec.Command)}' exited with {code}: {output.Text()}");
    }

    /// <summary>Waits, but not for a container that has ended meanwhile.</summary>
    private async ValueTask SleepAsync(ContainerId id, TimeSpan time, CancellationToken cancellation)
    {
        var ended = new TaskCompletionSource();
        void OnChanged(RuntimeEvent change)
        {
            if (change.Kind == RuntimeEventKind.ContainerStopped && change.Container == id) ended.TrySetResult();
        }

        context.Runtime.Changed += OnChanged;
        try
        {
            await Task.WhenAny(Task.Delay(time, context.Clock, cancellation), ended.Task);
        }
        finally
        {
            context.Runtime.Changed -= OnChanged;
        }
    }

    private async ValueTask<string?> HttpAsync(PodWorker pod, Container container, ContainerId id, HTTPGetAction http)
    {
        if (context.Runtime.ContainerStatus(id) is not { } instance) return "container is gone";
        if (Prober.Port(http.Port ?? 80, container) is not { } port) return $"couldn't find port: {http.Port}";
        var ips = context.Runtime.SandboxStatus(instance.Sandbox)?.Ips ?? [];
        var host = !string.IsNullOrEmpty(http.Host) ? http.Host : pod.Pod.Spec.HostNetwork ? context.NodeIp : ips.Count > 0 ? ips[0] : "";
        var answer = await HttpCall.GetAsync(context, instance.Sandbox, http, host, port, TimeSpan.FromSeconds(30), "kube-lifecycle/1.36");
        if (answer.Error == HttpCall.NotSecure)
        {
            answer = await HttpCall.GetAsync(context, instance.Sandbox, http with { Scheme = "HTTP" }, host, port, TimeSpan.FromSeconds(30), "kube-lifecycle/1.36");
            if (answer.Error is null) context.Events.Event(pod.Pod, "Warning", "LifecycleHTTPFallback", string.Create(CultureInfo.InvariantCulture, $"request to HTTPS lifecycle hook {host}:{port} got HTTP response, retry with HTTP succeeded"));
        }

        // Any answer will do, whatever its status code.
        return answer.Error is { } error ? $"Get \"{answer.Url}\": {error}" : null;
    }
}
