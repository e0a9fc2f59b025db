using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Security;

/// <summary>privileged, baseline or restricted, and the version of the rules, as a namespace's labels ask.</summary>
internal sealed record SecurityLevel(string Level, string Version)
{
    private static readonly SecurityCheck[] Baseline =
    [
        BaselineChecks.AppArmor, BaselineChecks.Capabilities, BaselineChecks.HostNamespaces, BaselineChecks.HostPathVolumes, BaselineChecks.HostPorts, BaselineChecks.ProbeHosts,
        BaselineChecks.Privileged, BaselineChecks.ProcMount, BaselineChecks.SeLinux, BaselineChecks.Seccomp, BaselineChecks.SysctlNames, BaselineChecks.WindowsHostProcess,
    ];

    /// <summary>Those of the baseline that no stricter rule replaces, then its own.</summary>
    private static readonly SecurityCheck[] Restricted =
    [
        .. Baseline.Except([BaselineChecks.Capabilities, BaselineChecks.HostPathVolumes, BaselineChecks.Seccomp]),
        RestrictedChecks.PrivilegeEscalation, RestrictedChecks.Capabilities, RestrictedChecks.Volumes, RestrictedChecks.NonRoot, RestrictedChecks.User, RestrictedChecks.Seccomp,
    ];

    /// <summary>The level that a label names; null where there is none or it is the privileged one.</summary>
    public static SecurityLevel? Of(ObjectMeta @namespace, string mode)
    {
        var level = @namespace.Labels.GetValueOrDefault($"pod-security.kubernetes.io/{mode}");
        if (level is not ("baseline" or "restricted")) return null;
        return new SecurityLevel(level, @namespace.Labels.GetValueOrDefault($"pod-security.kubernetes.io/{mode}-version") ?? "latest");
    }

    /// <summary>All that a pod breaks, in one text; null where it breaks nothing.</summary>
    public string? Violations(ObjectMeta metadata, PodSpec spec)
    {
        var found = new List<string>();
        foreach (var check in Level == "baseline" ? Baseline : Restricted)
        {
            if (check.Find(metadata, spec) is { } detail) found.Add($"{check.Reason} ({detail})");
        }

        return found.Count == 0 ? null : string.Join(", ", found);
    }

    /// <summary>The short names of what a pod breaks.</summary>
    public string Reasons(ObjectMeta metadata, PodSpec spec) =>
        string.Join(", ", (Level == "baseline" ? Baseline : Restricted).Where(check => check.Find(metadata, spec) is not null).Select(check => check.Reason));

    public override string ToString() => $"{Level}:{Version}";
}
