using Podlab.Api.Model;

namespace Podlab.Api.Validation.Autoscaling;

/// <summary>What an autoscaler measures.</summary>
/// <remarks>Follows pkg/apis/autoscaling/validation/validation.go (v1.36.3).</remarks>
internal static class MetricValidation
{
    public static void Validate(FieldErrorList errors, MetricSpec metric, FieldPath path)
    {
        var kind = path.Child("type");
        if (string.IsNullOrEmpty(metric.Type))
        {
            errors.Required(kind, "must specify a metric source type");
        }
        var (expected, present) = metric.Type switch
        {
            "Object" => ("object", metric.Object is not null),
            "Pods" => ("pods", metric.Pods is not null),
            "Resource" => ("resource", metric.Resource is not null),
            "External" => ("external", metric.External is not null),
            "ContainerResource" => ("containerResource", metric.ContainerResource is not null),
            _ => ("", true),
        };
        if (expected.Length == 0)
        {
            errors.NotSupported(kind, metric.Type, "ContainerResource", "External", "Object", "Pods", "Resource");
        }
        if (!present)
        {
            errors.Required(path.Child(expected), "must populate information for the given metric source");
        }
        Sources(errors, metric, expected, path);
        if (expected.Length == 0)
        {
            // Said once more by who looks for the source that the type stands for.
            errors.NotSupported(kind, metric.Type, "ContainerResource", "External", "Object", "Pods", "Resource");
        }
    }

    private static void Sources(FieldErrorList errors, MetricSpec metric, string expected, FieldPath path)
    {
        var seen = new List<string>();
        if (metric.Object is { } described && First(seen, "object"))
        {
            Object(errors, described, path.Child("object"));
        }
        if (metric.External is { } external && First(seen, "external"))
        {
            Name(errors, external.Metric, path.Child("external"));
            Target(errors, external.Target, path.Child("external", "target"));
            Either(errors, external.Target.Value is not null, external.Target.AverageValue is not null, path.Child("external", "target"), ("averageValue", "must set either a target value for metric or a per-pod target"),
                ("value", "may not set both a target value for metric and a per-pod target"));
        }
        if (metric.Pods is { } pods && First(seen, "pods"))
        {
            Name(errors, pods.Metric, path.Child("pods"));
            Target(errors, pods.Target, path.Child("pods", "target"));
            if (pods.Target.AverageValue is not { } average || average <= Quantity.Zero)
            {
                errors.Required(path.Child("pods", "target").Child("averageValue"), "must specify a positive target averageValue");
            }
        }
        if (metric.Resource is { } resource && First(seen, "resource"))
        {
            Resource(errors, resource.Name, resource.Target, path.Child("resource"));
        }
        if (metric.ContainerResource is { } container && First(seen, "containerResource"))
        {
            errors.RequireText(path.Child("containerResource"), "container", container.Container, "must specify a container");
            Resource(errors, container.Name, container.Target, path.Child("containerResource"));
        }
        if (expected.Length > 0)
        {
            foreach (var other in seen.Where(name => name != expected))
            {
                errors.Forbidden(path.Child(other), "must populate the given metric source only");
            }
        }
    }

    private static bool First(List<string> seen, string name)
    {
        seen.Add(name);
        return seen.Count == 1;
    }

    private static void Object(FieldErrorList errors, ObjectMetricSource source, FieldPath path)
    {
        AutoscalerValidation.Reference(errors, source.DescribedObject, path.Child("describedObject"));
        Name(errors, source.Metric, path);
        Target(errors, source.Target, path.Child("target"));
        if (source.Target is { Value: null, AverageValue: null })
        {
            errors.Required(path.Child("target", "averageValue"), "must set either a target value or averageValue");
        }
    }

    private static void Name(FieldErrorList errors, MetricIdentifier metric, FieldPath path)
    {
        if (errors.RequireText(path.Child("metric"), "name", metric.Name, "must specify a metric name"))
        {
            errors.InvalidAll(path.Child("metric", "name"), metric.Name, NameForms.PathSegment(metric.Name, false));
        }
    }

    private static void Resource(FieldErrorList errors, string name, MetricTarget target, FieldPath path)
    {
        errors.RequireText(path, "name", name, "must specify a resource name");
        var at = path.Child("target");
        Target(errors, target, at);
        Either(errors, target.AverageUtilization is not null, target.AverageValue is not null, at,
            ("averageUtilization", "must set either a target raw value or a target utilization"), ("averageValue", "may not set both a target raw value and a target utilization"));
    }

    private static void Either(FieldErrorList errors, bool first, bool second, FieldPath path, (string Name, string Why) none, (string Name, string Why) both)
    {
        if (!first && !second)
        {
            errors.Required(path.Child(none.Name), none.Why);
        }
        if (first && second)
        {
            errors.Forbidden(path.Child(both.Name), both.Why);
        }
    }

    private static void Target(FieldErrorList errors, MetricTarget target, FieldPath path)
    {
        errors.RequireText(path, "type", target.Type, "must specify a metric target type");
        if (target.Type is not ("Utilization" or "Value" or "AverageValue"))
        {
            errors.Invalid(path.Child("type"), target.Type, "must be either Utilization, Value, or AverageValue");
        }
        Positive(errors, target.Value, path, "value");
        Positive(errors, target.AverageValue, path, "averageValue");
        if (target.AverageUtilization is < 1)
        {
            errors.Invalid(path.Child("averageUtilization"), target.AverageUtilization, "must be greater than 0");
        }
    }

    private static void Positive(FieldErrorList errors, Quantity? value, FieldPath path, string name)
    {
        if (value is not null && value <= Quantity.Zero)
        {
            errors.Invalid(path.Child(name), value, "must be positive");
        }
    }
}
