using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Security;

/// <summary>The rules that the restricted level has on top: what good practice asks of a pod.</summary>
/// <remarks>Follows staging/src/k8s.io/pod-security-admission/policy (v1.36.3).</remarks>
internal static class RestrictedChecks
{
    public static SecurityCheck PrivilegeEscalation { get; } = new("allowPrivilegeEscalation != false", (_, spec) => IsWindows(spec) ? null
        : BaselineChecks.ByContainers(spec, security => security?.AllowPrivilegeEscalation != false, "must set securityContext.allowPrivilegeEscalation=false"));

    public static SecurityCheck Capabilities { get; } = new("unrestricted capabilities", (_, spec) =>
    {
        if (IsWindows(spec)) return null;
        var missing = BaselineChecks.ByContainers(spec, security => security?.Capabilities?.Drop.Contains("ALL") != true, "must set securityContext.capabilities.drop=[\"ALL\"]");
        var forbidden = BaselineChecks.ForbiddenCapabilities(spec, ["NET_BIND_SERVICE"]);
        return missing is null ? forbidden : forbidden is null ? missing : $"{missing}; {forbidden}";
    });

    public static SecurityCheck Volumes { get; } = new("restricted volume types", (_, spec) =>
    {
        var found = spec.Volumes.Where(volume => VolumeType(volume) is not null).ToList();
        if (found.Count == 0) return null;
        var types = found.Select(volume => VolumeType(volume)!).Distinct().Order(StringComparer.Ordinal).ToList();
        return $"volume{(found.Count > 1 ? "s" : "")} {Containers.Quoted(found.Select(volume => volume.Name))} {(found.Count > 1 ? "use" : "uses")} restricted volume type{(types.Count > 1 ? "s" : "")} {Containers.Quoted(types)}";
    });

    public static SecurityCheck NonRoot { get; } = new("runAsNonRoot != true", (_, spec) =>
    {
        if (spec.HostUsers == false) return null;
        var pod = spec.SecurityContext?.RunAsNonRoot;
        var found = new List<string>();
        if (pod == false) found.Add("pod");
        var explicitly = Containers.Of(spec).Where(container => container.Security?.RunAsNonRoot == false).Select(container => container.Name).ToList();
        if (explicitly.Count > 0) found.Add(Containers.Name(explicitly));
        if (found.Count > 0) return string.Join(" and ", found) + " must not set securityContext.runAsNonRoot=false";
        if (pod == true) return null;
        var silent = Containers.Of(spec).Where(container => container.Security?.RunAsNonRoot is null).Select(container => container.Name).ToList();
        return silent.Count == 0 ? null : $"pod or {Containers.Name(silent)} must set securityContext.runAsNonRoot=true";
    });

    public static SecurityCheck User { get; } = new("runAsUser=0", (_, spec) =>
    {
        if (spec.HostUsers == false) return null;
        var pod = spec.SecurityContext?.RunAsUser == 0;
        var names = Containers.Of(spec).Where(container => container.Security?.RunAsUser == 0).Select(container => container.Name).ToList();
        return !pod && names.Count == 0 ? null : $"{Containers.PodAnd(pod, names)} must not set runAsUser=0";
    });

    public static SecurityCheck Seccomp { get; } = new("seccompProfile", (_, spec) =>
    {
        if (IsWindows(spec)) return null;
        static bool Good(SeccompProfile? profile) => profile?.Type is "RuntimeDefault" or "Localhost";
        var pod = spec.SecurityContext?.SeccompProfile;
        var podIsBad = pod is not null && !Good(pod);
        var bad = Containers.Of(spec).Where(container => container.Security?.SeccompProfile is { } own && !Good(own)).ToList();
        if (podIsBad || bad.Count > 0)
        {
            var types = bad.Select(container => container.Security!.SeccompProfile!.Type).Concat(podIsBad ? [pod!.Type] : []).Distinct().Order(StringComparer.Ordinal);
            return $"{Containers.PodAnd(podIsBad, [.. bad.Select(container => container.Name)])} must not set securityContext.seccompProfile.type to {Containers.Quoted(types)}";
        }

        if (pod is not null) return null;
        var silent = Containers.Of(spec).Where(container => container.Security?.SeccompProfile is null).Select(container => container.Name).ToList();
        return silent.Count == 0 ? null : $"pod or {Containers.Name(silent)} must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"";
    });

    private static bool IsWindows(PodSpec spec) => spec.Os?.Name == "windows";

    /// <summary>The name of a volume's type where it is restricted.</summary>
    private static string? VolumeType(Volume volume) => volume switch
    {
        { ConfigMap: not null } or { Csi: not null } or { DownwardAPI: not null } or { EmptyDir: not null } or { Ephemeral: not null }
            or { PersistentVolumeClaim: not null } or { Projected: not null } or { Secret: not null } or { Image: not null } => null,
        { HostPath: not null } => "hostPath",
        { GcePersistentDisk: not null } => "gcePersistentDisk",
        { AwsElasticBlockStore: not null } => "awsElasticBlockStore",
        { GitRepo: not null } => "gitRepo",
        { Nfs: not null } => "nfs",
        { Iscsi: not null } => "iscsi",
        { Glusterfs: not null } => "glusterfs",
        { Rbd: not null } => "rbd",
        { FlexVolume: not null } => "flexVolume",
        { Cinder: not null } => "cinder",
        { Cephfs: not null } => "cephfs",
        { Flocker: not null } => "flocker",
        { Fc: not null } => "fc",
        { AzureFile: not null } => "azureFile",
        { VsphereVolume: not null } => "vsphereVolume",
        { Quobyte: not null } => "quobyte",
        { AzureDisk: not null } => "azureDisk",
        { PortworxVolume: not null } => "portworxVolume",
        { ScaleIO: not null } => "scaleIO",
        { Storageos: not null } => "storageos",
        { PhotonPersistentDisk: not null } => "photonPersistentDisk",
        _ => "unknown",
    };
}
