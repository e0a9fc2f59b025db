using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Environment;
using Podlab.Engine.Kubelet.Networking;
using Podlab.Engine.Kubelet.Resources;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Containers;

/// <summary>Turns a container of a pod into what the runtime needs to make it.</summary>
/// <remarks>Follows pkg/kubelet/kuberuntime/kuberuntime_container.go generateContainerConfig and security_context.go (v1.36.3).</remarks>
internal sealed class ContainerConfigBuilder(KubeletContext context)
{
    private const long Root = 0;
    private readonly EnvironmentBuilder environments = new(context);

    public long MemoryCapacityBytes { get; set; }

    /// <exception cref="ConfigException">Something the container names is missing, or it may not run as it would.</exception>
    public ContainerConfig Build(PodWorker pod, Container container, int attempt, IReadOnlyList<string> podIps, string? target)
    {
        var spec = pod.Pod.Spec;
        var environment = environments.Build(pod.Pod, container, podIps);
        string? Lookup(string name) => EnvironmentBuilder.Find(environment, name);
        var qos = pod.Status.Current?.QosClass ?? QualityOfService.ClassOf(spec);
        var config = new ContainerConfig
        {
            Name = container.Name,
            Attempt = attempt,
            Image = container.Image ?? "",
            Command = Expansion.Expand(container.Command, Lookup),
            Args = Expansion.Expand(container.Args, Lookup),
            WorkingDirectory = container.WorkingDir,
            Environment = environment,
            Mounts = Mounts(pod, container, Lookup),
            Stdin = container.Stdin,
            StdinOnce = container.StdinOnce,
            Tty = container.Tty,
            Resources = ContainerResize.For(pod.Pod, container, qos, MemoryCapacityBytes),
            Security = Security(spec, container),
            TargetContainer = target,
            StopSignal = container.Lifecycle?.StopSignal,
            TerminationMessagePath = container.TerminationMessagePath,
            EtcHosts = PodNames.EtcHosts(context, pod.Pod, podIps),
        };
        VerifyNonRoot(pod, container, config.Security.RunAsUser);
        return config;
    }

    private static List<VolumeMountConfig> Mounts(PodWorker pod, Container container, Func<string, string?> lookup)
    {
        var mounts = new List<VolumeMountConfig>(container.VolumeMounts.Count);
        foreach (var mount in container.VolumeMounts)
        {
            if (pod.Volumes.Find(mount.Name) is not { } volume) throw new ConfigException($"cannot find volume \"{mount.Name}\" to mount into container \"{container.Name}\"");
            var subPath = mount.SubPath ?? "";
            if (!string.IsNullOrEmpty(mount.SubPathExpr)) subPath = ExpandSubPath(mount.SubPathExpr, lookup);
            if (subPath.StartsWith('/')) throw new ConfigException($"error SubPath `{subPath}` must not be an absolute path");
            if (subPath.Split('/').Contains("..")) throw new ConfigException($"unable to provision SubPath `{subPath}`: must not contain '..'");
            mounts.Add(new VolumeMountConfig
            {
                Name = mount.Name,
                Volume = volume.Id,
                ContainerPath = mount.MountPath.StartsWith('/') ? mount.MountPath : "/" + mount.MountPath,
                SubPath = subPath,
                ReadOnly = mount.ReadOnly || volume.ReadOnly,
            });
        }

        return mounts;
    }

    /// <summary>Here, unlike in a command, a variable without a value is an error (pkg/kubelet/container/helpers.go ExpandContainerVolumeMounts).</summary>
    private static string ExpandSubPath(string expression, Func<string, string?> lookup)
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        var path = Expansion.Expand(expression, name =>
        {
            var value = lookup(name);
            if (string.IsNullOrEmpty(value)) missing.Add(name);
            return value ?? "";
        });
        return missing.Count == 0 ? path : throw new ConfigException($"missing value for {string.Join(", ", missing)}");
    }

    private static ContainerSecurity Security(PodSpec spec, Container container)
    {
        var (pod, own) = (spec.SecurityContext, container.SecurityContext);
        var groups = new List<long>();
        if (pod is not null)
        {
            foreach (var group in pod.SupplementalGroups) groups.Add(group);
            if (pod.FsGroup is { } fsGroup) groups.Add(fsGroup);
        }

        return new ContainerSecurity
        {
            RunAsUser = own?.RunAsUser ?? pod?.RunAsUser,
            RunAsGroup = own?.RunAsGroup ?? pod?.RunAsGroup,
            ReadOnlyRootFileSystem = own?.ReadOnlyRootFilesystem ?? false,
            Privileged = own?.Privileged ?? false,
            SeccompProfile = (own?.SeccompProfile ?? pod?.SeccompProfile) is { Type: "Localhost", LocalhostProfile: { } profile } ? "/var/lib/kubelet/seccomp/" + profile : null,
            NoNewPrivileges = own?.AllowPrivilegeEscalation == false,
            SupplementalGroups = groups,
            OnlyStatedGroups = pod?.SupplementalGroupsPolicy == "Strict",
            AddCapabilities = [.. own?.Capabilities?.Add ?? default],
            DropCapabilities = [.. own?.Capabilities?.Drop ?? default],
        };
    }

    private void VerifyNonRoot(PodWorker pod, Container container, long? user)
    {
        var wanted = container.SecurityContext?.RunAsNonRoot ?? pod.Pod.Spec.SecurityContext?.RunAsNonRoot ?? false;
        if (!wanted) return;
        var who = $"(pod: \"{pod.Identity}\", container: {container.Name})";
        if (user is { } given)
        {
            if (given == Root) throw new ConfigException($"container's runAsUser breaks non-root policy {who}");
            return;
        }

        if (context.Runtime.ImageStatus(container.Image ?? "") is not { } image) return;
        if (image.User == Root || (image.User is null && string.IsNullOrEmpty(image.UserName))) throw new ConfigException($"container has runAsNonRoot and image will run as root {who}");
        if (image.User is null) throw new ConfigException(string.Create(CultureInfo.InvariantCulture, $"container has runAsNonRoot and image has non-numeric user ({image.UserName}), cannot verify user is non-root {who}"));
    }
}
