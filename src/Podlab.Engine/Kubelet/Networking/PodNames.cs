using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Network.Names;

namespace Podlab.Engine.Kubelet.Networking;

/// <summary>What a pod calls itself, and the names it knows: hostname, /etc/hosts, resolv.conf.</summary>
/// <remarks>Follows pkg/kubelet/kubelet_pods.go GeneratePodHostNameAndDomain and managedHostsFileContent, pkg/kubelet/network/dns/dns.go (v1.36.3).</remarks>
internal static class PodNames
{
    private const int MaxHostnameLength = 63;
    private static readonly Runtime.DnsConfig NoDns = new([], [], []);
    private static readonly Runtime.DnsConfig NodeDns = new([NodeResolver.Address], [], []);

    /// <summary>The longest name that the kernel keeps (pkg/kubelet/util/util.go GetNodenameForKernel).</summary>
    private const int MaxKernelNameLength = 64;

    /// <exception cref="Runtime.RuntimeException">The full name is too long for the kernel.</exception>
    public static string Hostname(KubeletContext context, Pod pod)
    {
        var spec = pod.Spec;
        if (spec.HostnameOverride is { } given) return given;
        if (spec.HostNetwork) return context.NodeName;
        var name = string.IsNullOrEmpty(spec.Hostname) ? pod.Metadata.Name ?? "" : spec.Hostname;
        if (name.Length > MaxHostnameLength) name = name[..MaxHostnameLength].TrimEnd('-', '.');
        if (spec.SetHostnameAsFQDN != true || Domain(context, pod) is not { Length: > 0 } domain) return name;
        var full = $"{name}.{domain}";
        return full.Length <= MaxKernelNameLength ? full : throw new Runtime.RuntimeException("CreatePodSandboxError", string.Create(CultureInfo.InvariantCulture,
            $"failed to construct FQDN from pod hostname and cluster domain, FQDN {full} is too long ({MaxKernelNameLength} characters is the max, {full.Length} characters requested)"));
    }

    /// <summary>The domain of a pod that has a subdomain; empty without.</summary>
    public static string Domain(KubeletContext context, Pod pod) =>
        string.IsNullOrEmpty(pod.Spec.Subdomain) || pod.Spec.HostnameOverride is not null ? "" : $"{pod.Spec.Subdomain}.{pod.Metadata.Namespace}.svc.{context.ClusterDomain}";

    public static string? EtcHosts(KubeletContext context, Pod pod, IReadOnlyList<string> podIps)
    {
        string text;
        if (pod.Spec.HostNetwork)
        {
            text = $"# Kubernetes-managed hosts file (host network).\n127.0.0.1\tlocalhost\n{context.NodeIp}\t{context.NodeName}\n";
        }
        else
        {
            text = "# Kubernetes-managed hosts file.\n127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nfe00::0\tip6-mcastprefix\nfe00::1\tip6-allnodes\nfe00::2\tip6-allrouters\n";
            var hostname = string.IsNullOrEmpty(pod.Spec.Hostname) ? pod.Metadata.Name ?? "" : pod.Spec.Hostname;
            if (hostname.Length > MaxHostnameLength) hostname = hostname[..MaxHostnameLength].TrimEnd('-', '.');
            if (pod.Spec.HostnameOverride is { } given) hostname = given;
            var domain = Domain(context, pod);
            foreach (var ip in podIps) text += domain.Length > 0 ? $"{ip}\t{hostname}.{domain}\t{hostname}\n" : $"{ip}\t{hostname}\n";
        }

        if (pod.Spec.HostAliases.IsEmpty) return text;
        text += "\n# Entries added by HostAliases.\n";
        foreach (var alias in pod.Spec.HostAliases) text += $"{alias.Ip}\t{string.Join('\t', alias.Hostnames)}\n";
        return text;
    }

    public static Runtime.DnsConfig Dns(KubeletContext context, Pod pod)
    {
        var policy = pod.Spec.DnsPolicy;
        if (policy == "ClusterFirst" && pod.Spec.HostNetwork) policy = "Default";
        var given = policy switch
        {
            "None" => NoDns,
            "Default" => NodeDns,
            _ => context.DnsOf(pod.Metadata.Namespace ?? ""),
        };
        if (pod.Spec.DnsConfig is not { } own) return given;
        var (servers, searches, options) = (given.Servers.ToList(), given.Searches.ToList(), given.Options.ToList());
        foreach (var server in own.Nameservers)
        {
            if (!servers.Contains(server)) servers.Add(server);
        }

        foreach (var search in own.Searches)
        {
            if (!searches.Contains(search)) searches.Add(search);
        }

        foreach (var option in own.Options)
        {
            options.RemoveAll(known => known == option.Name || known.StartsWith(option.Name + ":", StringComparison.Ordinal));
            options.Add(string.IsNullOrEmpty(option.Value) ? option.Name ?? "" : $"{option.Name}:{option.Value}");
        }

        return new Runtime.DnsConfig(servers, searches, options);
    }
}
