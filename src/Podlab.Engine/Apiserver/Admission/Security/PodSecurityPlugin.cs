using System.Text.RegularExpressions;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Engine.Apiserver.Admission.Security;

/// <summary>Holds pods to the security level that their namespace's labels name: refuses, or warns.</summary>
/// <remarks>Follows staging/src/k8s.io/pod-security-admission/admission/admission.go (v1.36.3).</remarks>
internal sealed partial class PodSecurityPlugin(ApiServer server) : IAdmissionPlugin
{
    private const string Prefix = "pod-security.kubernetes.io/";
    private static readonly ResourceInfo Namespaces = ApiServer.ResourceOf(Namespace.GroupVersionKind);
    private static readonly ResourceInfo Pods = ApiServer.ResourceOf(Pod.GroupVersionKind);

    public string Name => PluginNames.PodSecurity;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation != AdmissionOperation.Delete && (subresource is null or "ephemeralcontainers");

    public void Check(AdmissionRequest request)
    {
        if (request.IsDelete || request.Object is null) return;
        switch (request.Object)
        {
            case Namespace made when request.Subresource is null:
                CheckNamespace(request, made);
                break;
            case Pod pod when Matters(request, pod):
                CheckPod(request, pod);
                break;
            default:
                if (request.Subresource is null && Template(request.Object) is { } template) WarnOfTemplate(request, template);
                break;
        }
    }

    private static bool Matters(AdmissionRequest request, Pod pod)
    {
        if (request.Subresource is not (null or "ephemeralcontainers")) return false;
        return request.IsCreate || (request.Old is Pod old && (pod.Spec != old.Spec || pod.Metadata.Annotations != old.Metadata.Annotations));
    }

    private static PodTemplateSpec? Template(IKubernetesObject value) => value switch
    {
        PodTemplate template => template.Template,
        ReplicationController controller => controller.Spec.Template,
        ReplicaSet set => set.Spec.Template,
        Deployment deployment => deployment.Spec.Template,
        DaemonSet set => set.Spec.Template,
        StatefulSet set => set.Spec.Template,
        Job job => job.Spec.Template,
        CronJob job => job.Spec.JobTemplate.Spec?.Template,
        _ => null,
    };

    private void CheckPod(AdmissionRequest request, Pod pod)
    {
        if (server.Store.Find(Namespaces, "", request.Namespace)?.Value.Metadata is not { } @namespace || @namespace.Labels.IsEmpty) return;
        if (SecurityLevel.Of(@namespace, "enforce") is { } enforced && enforced.Violations(pod.Metadata, pod.Spec) is { } refused)
            throw request.Refuse($"violates PodSecurity {GoText.Quote(enforced.ToString())}: {refused}");
        Warn(request, @namespace, pod.Metadata, pod.Spec);
    }

    private void WarnOfTemplate(AdmissionRequest request, PodTemplateSpec template)
    {
        if (server.Store.Find(Namespaces, "", request.Namespace)?.Value.Metadata is not { } @namespace || @namespace.Labels.IsEmpty) return;
        if (template.Spec is { } spec) Warn(request, @namespace, template.Metadata ?? ObjectMeta.Empty, spec);
    }

    private static void Warn(AdmissionRequest request, ObjectMeta @namespace, ObjectMeta metadata, PodSpec spec)
    {
        if (SecurityLevel.Of(@namespace, "warn") is { } level && level.Violations(metadata, spec) is { } violations)
            request.Warnings.Add($"would violate PodSecurity {GoText.Quote(level.ToString())}: {violations}");
    }

    private void CheckNamespace(AdmissionRequest request, Namespace made)
    {
        var errors = new FieldErrorList();
        foreach (var mode in (string[])["enforce", "audit", "warn"])
        {
            var labels = FieldPath.Metadata.Child("labels");
            if (made.Metadata.Labels.GetValueOrDefault(Prefix + mode) is { } level && level is not ("privileged" or "baseline" or "restricted"))
                errors.Invalid(labels.Key(Prefix + mode), level, "must be one of privileged, baseline, restricted");
            if (made.Metadata.Labels.GetValueOrDefault($"{Prefix}{mode}-version") is { } version && version != "latest" && !VersionForm().IsMatch(version))
                errors.Invalid(labels.Key($"{Prefix}{mode}-version"), version, "must be \"latest\" or \"v1.x\"");
        }

        if (errors.Count > 0 && (request.IsCreate || request.Old!.Metadata.Labels != made.Metadata.Labels)) throw ApiException.Invalid(Namespace.GroupVersionKind, request.Name, errors);
        if (request.IsUpdate) WarnOfExisting(request, made);
    }

    private void WarnOfExisting(AdmissionRequest request, Namespace made)
    {
        var level = SecurityLevel.Of(made.Metadata, "enforce");
        if (level is null || level == SecurityLevel.Of(request.Old!.Metadata, "enforce")) return;
        var byViolation = new SortedDictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var stored in server.Store.List(Pods, made.Metadata.Name))
        {
            var pod = (Pod)stored.Value;
            if (level.Violations(pod.Metadata, pod.Spec) is null) continue;
            var reasons = level.Reasons(pod.Metadata, pod.Spec);
            if (!byViolation.TryGetValue(reasons, out var names)) byViolation.Add(reasons, names = []);
            names.Add(stored.Name);
        }

        if (byViolation.Count == 0) return;
        request.Warnings.Add($"existing pods in namespace {GoText.Quote(made.Metadata.Name!)} violate the new PodSecurity enforce level {GoText.Quote(level.ToString())}");
        foreach (var (reasons, names) in byViolation)
            request.Warnings.Add($"{names[0]}{(names.Count == 1 ? "" : names.Count == 2 ? " (and 1 other pod)" : $" (and {names.Count - 1} other pods)")}: {reasons}");
    }

    [GeneratedRegex("^v1\\.([0-9]|[1-9][0-9]*)$")]
    private static partial Regex VersionForm();
}
