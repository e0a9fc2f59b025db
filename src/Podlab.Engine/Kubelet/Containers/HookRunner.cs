using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Probes;
using Podlab.Engine.Kubelet.Streams;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Network.Secure;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Runs the hooks after a container's start and before its stop.</summary>
/// <remarks>Follows pkg/kubelet/lifecycle/handlers.go (v1.36.3).</remarks>
internal sealed class HookRunner(KubeletContext context)
{
    private const int MaxOutputBytes = 10 * 1024;

    /// <returns>Null: it went well; else what a waiting container tells of it.</returns>
    public async ValueTask<string?> RunAsync(PodWorker pod, Container container, ContainerId id, LifecycleHandler hook)
    {
        var of = $"for Container \"{container.Name}\" in Pod \"{pod.Identity}\" failed - error:";
        if (hook.Exec is { } exec) return await ExecAsync(id, exec) is var (error, output) ? $"Exec lifecycle hook ([{string.Join(' ', exec.Command)}]) {of} {error}, message: {GoText.Quote(output)}" : null;
        if (hook.HttpGet is { } http) return await HttpAsync(pod, container, id, http) is { } error ? $"HTTP lifecycle hook ({http.Path}) {of} {error}" : null;
        // The sleep goes on, also when the container has ended meanwhile.
        if (hook.Sleep is { } sleep) await Task.Delay(TimeSpan.FromSeconds(sleep.Seconds), context.Clock);
        return null;
    }

    private async ValueTask<(string Error, string Output)?> ExecAsync(ContainerId id, ExecAction exec)
    {
        var (output, errors) = (new BoundedOutput(MaxOutputBytes), new BoundedOutput(MaxOutputBytes));
        try
        {
            var code = await context.Runtime.ExecAsync(id, new ExecRequest([.. exec.Command], new ExecStreams(null, output, errors)));
            return code == 0 ? null : (string.Create(CultureInfo.InvariantCulture, $"command '{string.Join(' ', exec.Command)}' exited with {code}: {errors.Text()}"), output.Text() + errors.Text());
        }
        catch (RuntimeException failure)
        {
            return (ProbeHandlers.RpcError(failure), "");
        }
    }

    private async ValueTask<string?> HttpAsync(PodWorker pod, Container container, ContainerId id, HTTPGetAction http)
    {
        if (context.Runtime.ContainerStatus(id) is not { } instance) return "container is gone";
        if (Prober.Port(http.Port ?? 80, container) is not { } port) return Prober.NoPort(http.Port);
        var ips = context.Runtime.SandboxStatus(instance.Sandbox)?.Ips ?? [];
        var host = !string.IsNullOrEmpty(http.Host) ? http.Host : pod.Pod.Spec.HostNetwork ? context.NodeIp : ips.Count > 0 ? ips[0] : "";
        var answer = await HttpCall.GetAsync(context, instance.Sandbox, http, host, port, TimeSpan.FromSeconds(30), "kube-lifecycle/1.36");
        if (answer.Error == TrustingClient.NotSecure)
        {
            answer = await HttpCall.GetAsync(context, instance.Sandbox, http with { Scheme = "HTTP" }, host, port, TimeSpan.FromSeconds(30), "kube-lifecycle/1.36");
            if (answer.Error is null) context.Events.Event(pod.Pod, "Warning", "LifecycleHTTPFallback", string.Create(CultureInfo.InvariantCulture, $"request to HTTPS lifecycle hook {host}:{port} got HTTP response, retry with HTTP succeeded"));
        }

        // Any answer will do, whatever its status code.
        return answer.Error is { } error ? $"Get \"{answer.Url}\": {error}" : null;
    }
}
