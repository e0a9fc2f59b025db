using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;
using Podlab.Api.Validation.Storage;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Workloads;

/// <summary>Stateful sets.</summary>
/// <remarks>Follows pkg/registry/apps/statefulset/strategy.go and pkg/apis/apps/validation/validation.go (v1.36.3).</remarks>
internal sealed class StatefulSetResource : ResourceStrategy<StatefulSet>
{
    private readonly StatusStrategy<StatefulSet> status;

    public StatefulSetResource() => status = new StatusStrategy<StatefulSet>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);

    protected override NameForm NameForm => NameForm.DnsLabel;

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override StatefulSet Default(StatefulSet value)
    {
        var spec = value.Spec;
        var strategy = spec.UpdateStrategy;
        strategy = strategy with { Type = strategy.Type.Or("RollingUpdate") };
        if (strategy.Type == "RollingUpdate")
        {
            strategy = strategy with { RollingUpdate = (strategy.RollingUpdate ?? RollingUpdateStatefulSetStrategy.Empty) with { Partition = strategy.RollingUpdate?.Partition ?? 0 } };
        }
        var policy = spec.PersistentVolumeClaimRetentionPolicy ?? StatefulSetPersistentVolumeClaimRetentionPolicy.Empty;
        return value with
        {
            Spec = spec with
            {
                PodManagementPolicy = spec.PodManagementPolicy.Or("OrderedReady"),
                UpdateStrategy = strategy,
                Replicas = spec.Replicas ?? 1,
                RevisionHistoryLimit = spec.RevisionHistoryLimit ?? 10,
                PersistentVolumeClaimRetentionPolicy = policy with { WhenDeleted = policy.WhenDeleted.Or("Retain"), WhenScaled = policy.WhenScaled.Or("Retain") },
                Template = PodDefaults.Template(spec.Template),
                VolumeClaimTemplates = spec.VolumeClaimTemplates.Map(claim => claim with
                {
                    Spec = VolumeDefaults.Claim(claim.Spec),
                    Status = claim.Status with { Phase = claim.Status.Phase.Or("Pending") },
                }),
            },
        };
    }

    protected override StatefulSet PrepareForCreate(StatefulSet value) => value with
    {
        Metadata = value.Metadata with { Generation = 1 },
        Spec = Drop(value.Spec),
        Status = StatefulSetStatus.Empty,
    };

    protected override StatefulSet PrepareForUpdate(StatefulSet value, StatefulSet old)
    {
        value = value with { Status = old.Status, Spec = Drop(value.Spec) };
        return value.Spec == old.Spec ? value : value with { Metadata = value.Metadata with { Generation = old.Metadata.Generation + 1 } };
    }

    protected override void Validate(FieldErrorList errors, StatefulSet value) => Validate(errors, value, isUpdate: false);

    /// <param name="isUpdate">The service's name and the claims cannot change, so an update is not asked about those of an older set.</param>
    private static void Validate(FieldErrorList errors, StatefulSet value, bool isUpdate)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        errors.OneOf(path, "podManagementPolicy", spec.PodManagementPolicy, "OrderedReady", "Parallel");
        Strategy(errors, spec.UpdateStrategy, path.Child("updateStrategy"));
        if (spec.PersistentVolumeClaimRetentionPolicy is { } policy)
        {
            errors.Supported(path.Child("persistentVolumeClaimRetentionPolicy"), "whenDeleted", policy.WhenDeleted ?? "", "Retain", "Delete");
            errors.Supported(path.Child("persistentVolumeClaimRetentionPolicy"), "whenScaled", policy.WhenScaled ?? "", "Retain", "Delete");
        }
        errors.NotNegative(path, "replicas", spec.Replicas ?? 0);
        errors.NotNegative(path, "minReadySeconds", spec.MinReadySeconds);
        if (spec.Ordinals is { } ordinals)
        {
            errors.NotNegative(path.Child("ordinals"), "start", ordinals.Start);
        }
        if (!isUpdate && !string.IsNullOrEmpty(spec.ServiceName))
        {
            errors.DnsLabel(path, "serviceName", spec.ServiceName);
        }
        TemplateValidation.Selector(errors, spec.Selector, "statefulset", path);
        var claims = path.Child("volumeClaimTemplates");
        for (var i = 0; i < spec.VolumeClaimTemplates.Count && !isUpdate; i++)
        {
            ClaimValidation.Spec(errors, spec.VolumeClaimTemplates[i].Spec, claims.Index(i).Child("spec"));
        }
        if (TemplateValidation.Query(errors, spec.Selector, path, "") is { } query)
        {
            var meta = spec.Template.Metadata ?? ObjectMeta.Empty;
            TemplateValidation.Matches(errors, spec.Template, query, path.Child("template"));
            ObjectMetaValidation.Labels(errors, meta.Labels, path.Child("template", "labels"));
            ObjectMetaValidation.Annotations(errors, meta.Annotations, path.Child("template", "annotations"));
            PodValidation.Template(errors, WithClaims(spec), path.Child("template"));
        }
        TemplateValidation.RunsForEver(errors, spec.Template, "StatefulSet", path.Child("template"));
    }

    protected override void ValidateUpdate(FieldErrorList errors, StatefulSet value, StatefulSet old)
    {
        Validate(errors, value, isUpdate: true);
        var spec = value.Spec;
        var kept = old.Spec with
        {
            Replicas = spec.Replicas,
            Template = spec.Template,
            UpdateStrategy = spec.UpdateStrategy,
            MinReadySeconds = spec.MinReadySeconds,
            Ordinals = spec.Ordinals,
            RevisionHistoryLimit = spec.RevisionHistoryLimit,
            PersistentVolumeClaimRetentionPolicy = spec.PersistentVolumeClaimRetentionPolicy,
        };
        if (spec != kept)
        {
            errors.Forbidden(FieldPath.Spec, "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', "
                + "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden");
        }
    }

    protected override void AddWarnings(ref List<string>? warnings, StatefulSet value, StatefulSet? old)
    {
        WorkloadWarnings.Add(ref warnings, value.Metadata, value.Spec.Template, old?.Metadata, old?.Spec.Template, namesPods: false);
        if (old is not null && old.Metadata.Generation == value.Metadata.Generation)
        {
            return;
        }
        for (var i = 0; i < value.Spec.VolumeClaimTemplates.Count; i++)
        {
            ClaimWarnings.Spec(ref warnings, $"spec.volumeClaimTemplates[{i}].spec", value.Spec.VolumeClaimTemplates[i].Spec);
        }
        if (value.Spec.RevisionHistoryLimit < 0)
        {
            PodWarnings.Say(ref warnings, "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended");
        }
    }

    /// <summary>How many pods may be away at once is a feature that is off.</summary>
    private static StatefulSetSpec Drop(StatefulSetSpec spec) => spec with
    {
        Template = DisabledFields.Drop(spec.Template),
        UpdateStrategy = spec.UpdateStrategy.RollingUpdate is { MaxUnavailable: not null } rolling
            ? spec.UpdateStrategy with { RollingUpdate = rolling with { MaxUnavailable = null } } : spec.UpdateStrategy,
    };

    /// <summary>The template as pods will have it: each claim is a volume, in place of the one of its name.</summary>
    private static PodTemplateSpec WithClaims(StatefulSetSpec spec)
    {
        if (spec.VolumeClaimTemplates.IsEmpty)
        {
            return spec.Template;
        }
        List<Volume> volumes = [];
        foreach (var claim in spec.VolumeClaimTemplates)
        {
            var name = claim.Metadata.Name ?? "";
            volumes.Add(new Volume { Name = name, PersistentVolumeClaim = new PersistentVolumeClaimVolumeSource { ClaimName = name } });
        }
        var pod = spec.Template.Spec ?? PodSpec.Empty;
        volumes.AddRange(pod.Volumes.Where(volume => spec.VolumeClaimTemplates.All(claim => claim.Metadata.Name != volume.Name)));
        return spec.Template with { Spec = pod with { Volumes = volumes.ToValueList() } };
    }

    private static void Strategy(FieldErrorList errors, StatefulSetUpdateStrategy strategy, FieldPath path)
    {
        switch (strategy.Type)
        {
            case null or "":
                errors.Required(path);
                break;
            case "OnDelete":
                if (strategy.RollingUpdate is not null)
                {
                    errors.Invalid(path.Child("rollingUpdate"), Print(strategy.RollingUpdate), "only allowed for updateStrategy 'RollingUpdate'");
                }
                break;
            case "RollingUpdate":
                errors.NotNegative(path.Child("rollingUpdate"), "partition", strategy.RollingUpdate?.Partition ?? 0);
                break;
            default:
                errors.Invalid(path, GoPrint.Of(writer =>
                {
                    writer.WriteString("Type", strategy.Type);
                    writer.Raw("RollingUpdate", strategy.RollingUpdate is { } rolling ? Print(rolling) : null);
                }), "must be 'RollingUpdate' or 'OnDelete'");
                break;
        }
    }

    private static GoJson Print(RollingUpdateStatefulSetStrategy rolling) => GoPrint.Of(writer =>
    {
        writer.WriteNumber("Partition", rolling.Partition ?? 0);
        writer.WriteNull("MaxUnavailable");
    });

    private static void ValidateStatus(FieldErrorList errors, StatefulSet value, StatefulSet old)
    {
        var status = value.Status;
        ReplicaStatusValidation.NotNegative(errors, ("replicas", status.Replicas), ("readyReplicas", status.ReadyReplicas), ("currentReplicas", status.CurrentReplicas),
            ("updatedReplicas", status.UpdatedReplicas), ("availableReplicas", status.AvailableReplicas), ("observedGeneration", status.ObservedGeneration),
            ("collisionCount", status.CollisionCount));
        ReplicaStatusValidation.Within(errors, status.Replicas, ("readyReplicas", status.ReadyReplicas), ("currentReplicas", status.CurrentReplicas),
            ("updatedReplicas", status.UpdatedReplicas), ("availableReplicas", status.AvailableReplicas));
        ReplicaStatusValidation.Available(errors, status.AvailableReplicas, status.ReadyReplicas);
        ReplicaStatusValidation.CollisionCount(errors, status.CollisionCount, old.Status.CollisionCount);
    }
}
