using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Security;

/// <summary>The rules of the baseline level: nothing that is known to lead out of a container.</summary>
/// <remarks>Follows staging/src/k8s.io/pod-security-admission/policy (v1.36.3), in the order of the checks' ids.</remarks>
internal static class BaselineChecks
{
    private const string AppArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";
    private static readonly string[] DefaultCapabilities = ["AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"];
    private static readonly string?[] SeLinuxTypes = [null, "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
    private static readonly string[] Sysctls =
    [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    ];

    public static SecurityCheck AppArmor { get; } = new("forbidden AppArmor profile", FindAppArmor);

    public static SecurityCheck Capabilities { get; } = new("non-default capabilities", (_, spec) => ForbiddenCapabilities(spec, DefaultCapabilities));

    public static SecurityCheck HostNamespaces { get; } = new("host namespaces", (_, spec) =>
        Joined((spec.HostNetwork, "hostNetwork=true"), (spec.HostPID, "hostPID=true"), (spec.HostIPC, "hostIPC=true")));

    public static SecurityCheck HostPathVolumes { get; } = new("hostPath volumes", (_, spec) =>
    {
        var names = spec.Volumes.Where(volume => volume.HostPath is not null).Select(volume => volume.Name).ToList();
        return names.Count == 0 ? null : $"volume{(names.Count > 1 ? "s" : "")} {Containers.Quoted(names)}";
    });

    public static SecurityCheck HostPorts { get; } = new("hostPort", (_, spec) =>
    {
        var found = Containers.Of(spec).Where(container => container.Ports.Any(port => port.HostPort != 0)).ToList();
        if (found.Count == 0) return null;
        var ports = found.SelectMany(container => container.Ports).Where(port => port.HostPort != 0).Select(port => port.HostPort).Distinct().Order().Select(port => port.ToString(CultureInfo.InvariantCulture)).ToList();
        return $"{Containers.Name([.. found.Select(container => container.Name)])} {(found.Count > 1 ? "use" : "uses")} hostPort{(ports.Count > 1 ? "s" : "")} {string.Join(", ", ports)}";
    });

    public static SecurityCheck ProbeHosts { get; } = new("probe or lifecycle host", (_, spec) =>
    {
        var found = Containers.Of(spec).Where(container => container.ProbeHosts.Any(host => host is not ("127.0.0.1" or "::1" or "localhost"))).ToList();
        if (found.Count == 0) return null;
        var hosts = found.SelectMany(container => container.ProbeHosts).Distinct().Order(StringComparer.Ordinal).ToList();
        return $"{Containers.Name([.. found.Select(container => container.Name)])} {(found.Count > 1 ? "use" : "uses")} probe or lifecycle host{(hosts.Count > 1 ? "s" : "")} {Containers.Quoted(hosts)}";
    });

    public static SecurityCheck Privileged { get; } = new("privileged", (_, spec) =>
        ByContainers(spec, security => security?.Privileged == true, "must not set securityContext.privileged=true"));

    public static SecurityCheck ProcMount { get; } = new("procMount", (_, spec) =>
        ByContainers(spec, security => security?.ProcMount is not (null or "Default"), "must not set securityContext.procMount to \"Unmasked\""));

    public static SecurityCheck SeLinux { get; } = new("seLinuxOptions", FindSeLinux);

    public static SecurityCheck Seccomp { get; } = new("seccompProfile", (_, spec) =>
    {
        var pod = spec.SecurityContext?.SeccompProfile?.Type == "Unconfined";
        var names = Containers.Of(spec).Where(container => container.Security?.SeccompProfile?.Type == "Unconfined").Select(container => container.Name).ToList();
        return !pod && names.Count == 0 ? null : $"{Containers.PodAnd(pod, names)} must not set securityContext.seccompProfile.type to \"Unconfined\"";
    });

    public static SecurityCheck SysctlNames { get; } = new("forbidden sysctls", (_, spec) =>
    {
        var names = spec.SecurityContext?.Sysctls.Select(sysctl => sysctl.Name).Where(name => !Sysctls.Contains(name)).ToList();
        return names is null or { Count: 0 } ? null : string.Join(", ", names);
    });

    public static SecurityCheck WindowsHostProcess { get; } = new("hostProcess", (_, spec) =>
    {
        var pod = spec.SecurityContext?.WindowsOptions?.HostProcess == true;
        var names = Containers.Of(spec).Where(container => container.Security?.WindowsOptions?.HostProcess == true).Select(container => container.Name).ToList();
        return !pod && names.Count == 0 ? null : $"{Containers.PodAnd(pod, names)} must not set securityContext.windowsOptions.hostProcess=true";
    });

    public static string? ByContainers(PodSpec spec, Func<SecurityContext?, bool> breaks, string sentence)
    {
        var names = Containers.Of(spec).Where(container => breaks(container.Security)).Select(container => container.Name).ToList();
        return names.Count == 0 ? null : $"{Containers.Name(names)} {sentence}";
    }

    public static string? ForbiddenCapabilities(PodSpec spec, string[] allowed)
    {
        var found = Containers.Of(spec).Where(container => container.Security?.Capabilities?.Add.Any(name => !allowed.Contains(name)) == true).ToList();
        if (found.Count == 0) return null;
        var capabilities = found.SelectMany(container => container.Security!.Capabilities!.Add).Where(name => !allowed.Contains(name)).Distinct().Order(StringComparer.Ordinal);
        return $"{Containers.Name([.. found.Select(container => container.Name)])} must not include {Containers.Quoted(capabilities)} in securityContext.capabilities.add";
    }

    private static string? Joined(params ReadOnlySpan<(bool Holds, string Words)> parts)
    {
        var words = new List<string>();
        foreach (var (holds, text) in parts)
        {
            if (holds) words.Add(text);
        }

        return words.Count == 0 ? null : string.Join(", ", words);
    }

    private static string? FindAppArmor(ObjectMeta metadata, PodSpec spec)
    {
        var pod = spec.SecurityContext?.AppArmorProfile?.Type == "Unconfined";
        var names = Containers.Of(spec).Where(container => container.Security?.AppArmorProfile?.Type == "Unconfined").Select(container => container.Name).ToList();
        var annotations = metadata.Annotations.Where(entry => entry.Key.StartsWith(AppArmorAnnotation, StringComparison.Ordinal)
            && !(entry.Value.Length == 0 || entry.Value == "runtime/default" || entry.Value.StartsWith("localhost/", StringComparison.Ordinal))).Select(entry => $"annotation {entry.Key}=\"{entry.Value}\"").ToList();
        var found = new List<string>();
        if (pod || names.Count > 0) found.Add($"{Containers.PodAnd(pod, names)} must not set AppArmor profile type to \"Unconfined\"");
        found.AddRange(annotations);
        return found.Count == 0 ? null : string.Join(", ", found);
    }

    private static string? FindSeLinux(ObjectMeta metadata, PodSpec spec)
    {
        static bool Breaks(SELinuxOptions? options) => options is not null && (!SeLinuxTypes.Contains(options.Type) || !string.IsNullOrEmpty(options.User) || !string.IsNullOrEmpty(options.Role));
        var pod = Breaks(spec.SecurityContext?.SeLinuxOptions);
        var found = Containers.Of(spec).Where(container => Breaks(container.Security?.SeLinuxOptions)).ToList();
        if (!pod && found.Count == 0) return null;
        var all = found.Select(container => container.Security!.SeLinuxOptions!).Concat(pod ? [spec.SecurityContext!.SeLinuxOptions!] : []).ToList();
        var details = new List<string>();
        var types = all.Select(options => options.Type).Where(type => !SeLinuxTypes.Contains(type)).Distinct().Order(StringComparer.Ordinal).ToList();
        if (types.Count > 0) details.Add($"type{(types.Count > 1 ? "s" : "")} {Containers.Quoted(types!)}");
        if (all.Any(options => !string.IsNullOrEmpty(options.User))) details.Add("user may not be set");
        if (all.Any(options => !string.IsNullOrEmpty(options.Role))) details.Add("role may not be set");
        return $"{Containers.PodAnd(pod, [.. found.Select(container => container.Name)])} set forbidden securityContext.seLinuxOptions: {string.Join("; ", details)}";
    }
}
