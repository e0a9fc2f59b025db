using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Autoscaling;

namespace Podlab.Api.Strategies.Autoscaling;

/// <summary>Horizontal pod autoscalers.</summary>
/// <remarks>Follows pkg/apis/autoscaling/v2/defaults.go and pkg/registry/autoscaling/horizontalpodautoscaler/strategy.go (v1.36.3).</remarks>
internal sealed class HorizontalPodAutoscalerResource : ResourceStrategy<HorizontalPodAutoscaler>
{
    private const int DefaultUtilization = 80;
    private const int Period = 15;

    private static readonly HPAScalingPolicy Double = new() { Type = "Percent", Value = 100, PeriodSeconds = Period };
    private static readonly HPAScalingPolicy FourPods = new() { Type = "Pods", Value = 4, PeriodSeconds = Period };

    private static readonly MetricSpec Cpu = new()
    {
        Type = "Resource",
        Resource = new ResourceMetricSource { Name = "cpu", Target = new MetricTarget { Type = "Utilization", AverageUtilization = DefaultUtilization } },
    };

    private readonly StatusStrategy<HorizontalPodAutoscaler> status;

    public HorizontalPodAutoscalerResource() => status = new StatusStrategy<HorizontalPodAutoscaler>(this, static (value, old) => value with { Spec = old.Spec }, ValidateStatus);

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override HorizontalPodAutoscaler Default(HorizontalPodAutoscaler value) => value with
    {
        Spec = value.Spec with
        {
            MinReplicas = value.Spec.MinReplicas ?? 1,
            Metrics = value.Spec.Metrics.IsEmpty ? [Cpu] : value.Spec.Metrics,
            Behavior = value.Spec.Behavior is { } behavior ? behavior with { ScaleUp = Up(behavior.ScaleUp), ScaleDown = Down(behavior.ScaleDown) } : null,
        },
    };

    protected override HorizontalPodAutoscaler PrepareForCreate(HorizontalPodAutoscaler value) => value with { Status = HorizontalPodAutoscalerStatus.Empty };

    protected override HorizontalPodAutoscaler PrepareForUpdate(HorizontalPodAutoscaler value, HorizontalPodAutoscaler old) => value with { Status = old.Status };

    protected override void Validate(FieldErrorList errors, HorizontalPodAutoscaler value) => AutoscalerValidation.Validate(errors, value.Spec);

    private static void ValidateStatus(FieldErrorList errors, HorizontalPodAutoscaler value, HorizontalPodAutoscaler old)
    {
        errors.NotNegative(FieldPath.Status, "currentReplicas", value.Status.CurrentReplicas);
        errors.NotNegative(FieldPath.Status, "desiredReplicas", value.Status.DesiredReplicas);
    }

    private static HPAScalingRules Up(HPAScalingRules? rules) => (rules ?? HPAScalingRules.Empty) with
    {
        StabilizationWindowSeconds = rules?.StabilizationWindowSeconds ?? 0,
        SelectPolicy = rules?.SelectPolicy ?? "Max",
        Policies = rules is null || rules.Policies.IsAbsent ? [FourPods, Double] : rules.Policies,
    };

    private static HPAScalingRules Down(HPAScalingRules? rules) => (rules ?? HPAScalingRules.Empty) with
    {
        SelectPolicy = rules?.SelectPolicy ?? "Max",
        Policies = rules is null || rules.Policies.IsAbsent ? [Double] : rules.Policies,
    };
}
