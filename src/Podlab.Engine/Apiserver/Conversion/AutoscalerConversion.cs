using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Conversion;

/// <summary>Between autoscaling/v1, which knows one CPU target, and autoscaling/v2, which knows many metrics.</summary>
/// <remarks>Follows pkg/apis/autoscaling/v1/conversion.go (v1.36.3).</remarks>
internal static class AutoscalerConversion
{
    public static HorizontalPodAutoscaler ToV2(AutoscalingV1HorizontalPodAutoscaler value) => new()
    {
        Metadata = value.Metadata,
        Spec = new HorizontalPodAutoscalerSpec
        {
            MaxReplicas = value.Spec.MaxReplicas,
            MinReplicas = value.Spec.MinReplicas,
            ScaleTargetRef = new CrossVersionObjectReference { ApiVersion = value.Spec.ScaleTargetRef.ApiVersion, Kind = value.Spec.ScaleTargetRef.Kind, Name = value.Spec.ScaleTargetRef.Name },
            Metrics = value.Spec.TargetCPUUtilizationPercentage is { } percentage
                ? [new MetricSpec { Type = "Resource", Resource = new ResourceMetricSource { Name = "cpu", Target = new MetricTarget { Type = "Utilization", AverageUtilization = percentage } } }]
                : default,
        },
        Status = new HorizontalPodAutoscalerStatus
        {
            CurrentReplicas = value.Status.CurrentReplicas,
            DesiredReplicas = value.Status.DesiredReplicas,
            LastScaleTime = value.Status.LastScaleTime,
            ObservedGeneration = value.Status.ObservedGeneration,
            CurrentMetrics = value.Status.CurrentCPUUtilizationPercentage is { } current
                ? [new MetricStatus { Type = "Resource", Resource = new ResourceMetricStatus { Name = "cpu", Current = new MetricValueStatus { AverageUtilization = current } } }]
                : default,
        },
    };

    public static AutoscalingV1HorizontalPodAutoscaler FromV2(HorizontalPodAutoscaler value) => new()
    {
        Metadata = value.Metadata,
        Spec = new AutoscalingV1HorizontalPodAutoscalerSpec
        {
            MaxReplicas = value.Spec.MaxReplicas,
            MinReplicas = value.Spec.MinReplicas,
            ScaleTargetRef = new AutoscalingV1CrossVersionObjectReference { ApiVersion = value.Spec.ScaleTargetRef.ApiVersion, Kind = value.Spec.ScaleTargetRef.Kind, Name = value.Spec.ScaleTargetRef.Name },
            TargetCPUUtilizationPercentage = value.Spec.Metrics.FirstOrDefault(metric => metric.Resource is { Name: "cpu", Target.AverageUtilization: not null })?.Resource?.Target.AverageUtilization,
        },
        Status = new AutoscalingV1HorizontalPodAutoscalerStatus
        {
            CurrentReplicas = value.Status.CurrentReplicas,
            DesiredReplicas = value.Status.DesiredReplicas,
            LastScaleTime = value.Status.LastScaleTime,
            ObservedGeneration = value.Status.ObservedGeneration,
            CurrentCPUUtilizationPercentage = value.Status.CurrentMetrics.FirstOrDefault(metric => metric.Resource is { Name: "cpu" })?.Resource?.Current.AverageUtilization,
        },
    };
}
