using System.Globalization;
using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Strategies.Pods;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;
using Podlab.Api.Validation.Workloads;

namespace Podlab.Api.Strategies.Workloads;

/// <summary>Daemon sets. How often their template has changed is kept in an annotation, for readers of old.</summary>
/// <remarks>Follows pkg/registry/apps/daemonset/strategy.go and pkg/apis/apps/validation/validation.go (v1.36.3).</remarks>
internal sealed class DaemonSetResource : ResourceStrategy<DaemonSet>
{
    private const string TemplateGeneration = "deprecated.daemonset.template.generation";
    private readonly StatusStrategy<DaemonSet> status;

    public DaemonSetResource() => status = new StatusStrategy<DaemonSet>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);

    protected override MetadataChecks UpdateChecks => MetadataChecks.Step;

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override DaemonSet Default(DaemonSet value)
    {
        var strategy = value.Spec.UpdateStrategy;
        strategy = strategy with { Type = strategy.Type.Or("RollingUpdate") };
        if (strategy.Type == "RollingUpdate")
        {
            var rolling = strategy.RollingUpdate ?? RollingUpdateDaemonSet.Empty;
            strategy = strategy with { RollingUpdate = rolling with { MaxUnavailable = rolling.MaxUnavailable ?? 1, MaxSurge = rolling.MaxSurge ?? 0 } };
        }
        return value with
        {
            Spec = value.Spec with
            {
                UpdateStrategy = strategy,
                RevisionHistoryLimit = value.Spec.RevisionHistoryLimit ?? 10,
                Template = PodDefaults.Template(value.Spec.Template),
            },
        };
    }

    protected override DaemonSet PrepareForCreate(DaemonSet value) => value with
    {
        Metadata = WithTemplateGeneration(value.Metadata with { Generation = 1 }, Math.Max(1, TemplateGenerationOf(value.Metadata))),
        Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) },
        Status = DaemonSetStatus.Empty,
    };

    protected override DaemonSet PrepareForUpdate(DaemonSet value, DaemonSet old)
    {
        value = value with { Status = old.Status, Spec = value.Spec with { Template = DisabledFields.Drop(value.Spec.Template) } };
        var template = TemplateGenerationOf(old.Metadata);
        if (value.Spec.Template != old.Spec.Template)
        {
            template++;
        }
        var generation = value.Spec == old.Spec ? value.Metadata.Generation : old.Metadata.Generation + 1;
        return value with { Metadata = WithTemplateGeneration(value.Metadata with { Generation = generation }, template) };
    }

    protected override void Validate(FieldErrorList errors, DaemonSet value)
    {
        var (spec, path) = (value.Spec, FieldPath.Spec);
        LabelSelectorChecks(errors, spec, path);
        if (spec.Selector.TryToQuery(out var query))
        {
            TemplateValidation.Matches(errors, spec.Template, query, path.Child("template"));
        }
        if (spec.Selector is { MatchLabels.IsEmpty: true, MatchExpressions.IsEmpty: true } selector)
        {
            errors.Invalid(path.Child("selector"), GoJson.Of(selector.Print), "empty selector is invalid for daemonset");
        }
        PodValidation.Template(errors, spec.Template, path.Child("template"));
        TemplateValidation.RunsForEver(errors, spec.Template, "DaemonSet", path.Child("template"));
        errors.NotNegative(path, "minReadySeconds", spec.MinReadySeconds);
        errors.NotNegative(path, "templateGeneration", TemplateGenerationOf(value.Metadata));
        Strategy(errors, spec.UpdateStrategy, path.Child("updateStrategy"));
        errors.NotNegative(path, "revisionHistoryLimit", spec.RevisionHistoryLimit ?? 0);
    }

    protected override void ValidateUpdate(FieldErrorList errors, DaemonSet value, DaemonSet old)
    {
        TemplateValidation.SelectorStays(errors, value.Spec.Selector, old.Spec.Selector);
        Validate(errors, value);
    }

    protected override void AddWarnings(ref List<string>? warnings, DaemonSet value, DaemonSet? old) =>
        WorkloadWarnings.Add(ref warnings, value.Metadata, value.Spec.Template, old?.Metadata, old?.Spec.Template, namesPods: false);

    private static void LabelSelectorChecks(FieldErrorList errors, DaemonSetSpec spec, FieldPath path)
    {
        if (spec.Selector is { } selector)
        {
            Validation.Selectors.LabelSelectorValidation.Validate(errors, selector, path.Child("selector"));
        }
    }

    private static void Strategy(FieldErrorList errors, DaemonSetUpdateStrategy strategy, FieldPath path)
    {
        if (strategy.Type == "OnDelete")
        {
            return;
        }
        if (strategy.Type != "RollingUpdate")
        {
            errors.NotSupported(path, Print(strategy), "RollingUpdate", "OnDelete");
            return;
        }
        var rolling = strategy.RollingUpdate ?? RollingUpdateDaemonSet.Empty;
        var at = path.Child("rollingUpdate");
        var (unavailable, surge) = (rolling.MaxUnavailable ?? 0, rolling.MaxSurge ?? 0);
        var (hasUnavailable, hasSurge) = (IntOrPercentRules.Value(unavailable) != 0, IntOrPercentRules.Value(surge) != 0);
        IntOrPercentRules.NotNegative(errors, at, "maxUnavailable", unavailable);
        IntOrPercentRules.NotNegative(errors, at, "maxSurge", surge);
        if (hasUnavailable && hasSurge)
        {
            errors.Invalid(at.Child("maxSurge"), surge, "may not be set when maxUnavailable is non-zero");
        }
        else if (!hasUnavailable && !hasSurge)
        {
            errors.Required(at.Child("maxUnavailable"), "cannot be 0 when maxSurge is 0");
        }
        IntOrPercentRules.AtMostHundredPercent(errors, at, "maxUnavailable", unavailable);
        IntOrPercentRules.AtMostHundredPercent(errors, at, "maxSurge", surge);
    }

    private static GoJson Print(DaemonSetUpdateStrategy strategy) => GoPrint.Of(writer =>
    {
        writer.WriteString("Type", strategy.Type);
        writer.Raw("RollingUpdate", strategy.RollingUpdate is not { } rolling ? null : GoPrint.Of(inner =>
        {
            inner.IntOrString("MaxUnavailable", rolling.MaxUnavailable ?? 0);
            inner.IntOrString("MaxSurge", rolling.MaxSurge ?? 0);
        }));
    });

    private static long TemplateGenerationOf(ObjectMeta meta) =>
        long.TryParse(meta.Annotations.GetValueOrDefault(TemplateGeneration), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static ObjectMeta WithTemplateGeneration(ObjectMeta meta, long number) =>
        meta with { Annotations = (meta.Annotations.IsAbsent ? ValueMap<string>.Empty : meta.Annotations).Set(TemplateGeneration, number.ToString(CultureInfo.InvariantCulture)) };

    private static void ValidateStatus(FieldErrorList errors, DaemonSet value, DaemonSet old)
    {
        var status = value.Status;
        ReplicaStatusValidation.NotNegative(errors, ("currentNumberScheduled", status.CurrentNumberScheduled), ("numberMisscheduled", status.NumberMisscheduled),
            ("desiredNumberScheduled", status.DesiredNumberScheduled), ("numberReady", status.NumberReady), ("observedGeneration", status.ObservedGeneration),
            ("updatedNumberScheduled", status.UpdatedNumberScheduled), ("numberAvailable", status.NumberAvailable),
            ("numberUnavailable", status.NumberUnavailable), ("collisionCount", status.CollisionCount));
        ReplicaStatusValidation.CollisionCount(errors, status.CollisionCount, old.Status.CollisionCount);
    }
}
