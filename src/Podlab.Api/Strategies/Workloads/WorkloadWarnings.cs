using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;

namespace Podlab.Api.Strategies.Workloads;

/// <summary>Warnings of a controller: its name, and its template where that has changed.</summary>
internal static class WorkloadWarnings
{
    /// <param name="namesPods">Whether pods get their host names from the controller's name.</param>
    public static void Add(
        ref List<string>? warnings, ObjectMeta meta, PodTemplateSpec template, ObjectMeta? old, PodTemplateSpec? oldTemplate, bool namesPods,
        string prefix = "spec.template.")
    {
        if (old is null && namesPods && PodWarnings.NameWarning(meta.Name, "this is used in Pod names and hostnames") is { } name)
        {
            PodWarnings.Say(ref warnings, name);
        }
        if (old is null || old.Generation != meta.Generation)
        {
            PodWarnings.Template(ref warnings, prefix, template.Metadata, template.Spec ?? PodSpec.Empty, old is not null, oldTemplate?.Spec);
        }
    }
}
