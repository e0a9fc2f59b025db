using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Networking;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Makes the surroundings that the containers of a pod share.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_sandbox.go (v1.36.3).</remarks>
internal sealed class SandboxStarter(KubeletContext context)
{
    private static readonly Dictionary<string, string> None = [];

    public ValueTask<SandboxId> StartAsync(PodWorker worker, int attempt)
    {
        var pod = worker.Pod;
        return context.Runtime.RunPodSandboxAsync(new PodSandboxConfig
        {
            PodName = pod.Metadata.Name ?? "",
            PodNamespace = pod.Metadata.Namespace ?? "",
            PodUid = worker.Uid,
            Hostname = PodNames.Hostname(context, pod),
            Attempt = attempt,
            RuntimeHandler = pod.Spec.RuntimeClassName is { Length: > 0 } name ? context.Api.Of<RuntimeClass>().Find("", name)?.Handler ?? name : "",
            HostNetwork = pod.Spec.HostNetwork,
            ShareProcessNamespace = pod.Spec.ShareProcessNamespace ?? false,
            HostPid = pod.Spec.HostPID,
            HostIpc = pod.Spec.HostIPC,
            OwnUsers = pod.Spec.HostUsers == false,
            Dns = PodNames.Dns(context, pod),
            Sysctls = Sysctls(pod.Spec.SecurityContext),
            Ports = Ports(pod.Spec),
            Resources = pod.Spec.Resources is null ? null : new ContainerResources(PodRequests.LimitOf(pod.Spec, "memory"), PodRequests.LimitOf(pod.Spec, "cpu"), Math.Max(2, PodRequests.Of(pod.Spec, "cpu") * 1024 / 1000)),
        });
    }

    private static Dictionary<string, string> Sysctls(PodSecurityContext? security)
    {
        if (security is null || security.Sysctls.IsEmpty) return None;
        var result = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var sysctl in security.Sysctls) result[sysctl.Name.Replace('/', '.')] = sysctl.Value;
        return result;
    }

    private static IReadOnlyList<PortMapping> Ports(PodSpec spec)
    {
        List<PortMapping>? ports = null;
        foreach (var container in spec.Containers)
        {
            foreach (var port in container.Ports)
            {
                if (port.HostPort != 0) (ports ??= []).Add(new PortMapping(port.ContainerPortValue, port.HostPort, port.Protocol ?? "TCP", port.HostIP));
            }
        }

        return ports ?? (IReadOnlyList<PortMapping>)[];
    }
}
