using System.Globalization;
using Podlab.Api.Compute;
using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Pods;

namespace Podlab.Api.Strategies.Core;

/// <summary>Limit ranges.</summary>
/// <remarks>Follows pkg/apis/core/v1/defaults.go and pkg/apis/core/validation/validation.go (v1.36.3).</remarks>
internal sealed class LimitRangeResource : ResourceStrategy<LimitRange>
{
    protected override MetadataChecks UpdateChecks => MetadataChecks.Whole;

    public override bool AllowsCreateOnUpdate => true;

    protected override LimitRange Default(LimitRange value) => value with { Spec = (value.Spec ?? LimitRangeSpec.Empty) with { Limits = (value.Spec ?? LimitRangeSpec.Empty).Limits.Map(Item) } };

    /// <summary>Without a name it gets one that nobody will guess.</summary>
    protected override LimitRange PrepareForCreate(LimitRange value) => !string.IsNullOrEmpty(value.Metadata.Name) || !string.IsNullOrEmpty(value.Metadata.GenerateName)
        ? value : value with { Metadata = value.Metadata with { Name = Other(value.Metadata.Uid ?? "") } };

    /// <summary>Another number of the same kind, made of the object's own.</summary>
    private static string Other(string uid)
    {
        var tail = uid[(uid.LastIndexOf('-') + 1)..].ToCharArray();
        Array.Reverse(tail);
        return uid[..^tail.Length] + new string(tail);
    }

    protected override void Validate(FieldErrorList errors, LimitRange value)
    {
        var types = new HashSet<string>(StringComparer.Ordinal);
        var path = FieldPath.Spec.Child("limits");
        var limits = (value.Spec ?? LimitRangeSpec.Empty).Limits;
        for (var i = 0; i < limits.Count; i++)
        {
            Type(errors, limits[i].Type, path.Index(i));
            if (!types.Add(limits[i].Type))
            {
                errors.Duplicate(path.Index(i).Child("type"), limits[i].Type);
            }
            Amounts(errors, limits[i], path.Index(i));
        }
    }

    private static LimitRangeItem Item(LimitRangeItem item)
    {
        item = item with
        {
            Max = ResourceListDefaults.Apply(item.Max),
            Min = ResourceListDefaults.Apply(item.Min),
            Default = ResourceListDefaults.Apply(item.Default),
            DefaultRequest = ResourceListDefaults.Apply(item.DefaultRequest),
            MaxLimitRequestRatio = ResourceListDefaults.Apply(item.MaxLimitRequestRatio),
        };
        if (item.Type != "Container")
        {
            return item;
        }
        var limits = item.Default.FillFrom(item.Max);
        return item with { Default = limits, DefaultRequest = item.DefaultRequest.FillFrom(limits).FillFrom(item.Min) };
    }

    private static void Type(FieldErrorList errors, string type, FieldPath path)
    {
        if (NameRules.QualifiedName(type) is { Count: > 0 } reasons)
        {
            errors.InvalidAll(path.Child("type"), type, reasons);
        }
        else if (!type.Contains('/') && type is not ("Pod" or "Container" or "PersistentVolumeClaim"))
        {
            errors.Invalid(path.Child("type"), type, "must be a standard limit type or fully qualified");
        }
    }

    private static void Amounts(FieldErrorList errors, LimitRangeItem item, FieldPath path)
    {
        Names(errors, item, item.Max, path, "max");
        Names(errors, item, item.Min, path, "min");
        var isPod = item.Type == "Pod";
        if (isPod)
        {
            ForbidForPods(errors, item.Default, path, "default");
            ForbidForPods(errors, item.DefaultRequest, path, "defaultRequest");
        }
        else
        {
            Names(errors, item, item.Default, path, "default");
            Names(errors, item, item.DefaultRequest, path, "defaultRequest");
        }
        if (item.Type == "PersistentVolumeClaim" && !item.Min.ContainsKey(ResourceNames.Storage) && !item.Max.ContainsKey(ResourceNames.Storage))
        {
            errors.Required(path.Child("limits"), "either minimum or maximum storage value is required, but neither was provided");
        }
        Names(errors, item, item.MaxLimitRequestRatio, path, "maxLimitRequestRatio");
        var (defaults, requests) = isPod ? (default, default) : (item.Default, item.DefaultRequest);
        foreach (var name in item.Max.Keys.Concat(item.Min.Keys).Concat(defaults.Keys).Concat(requests.Keys).Concat(item.MaxLimitRequestRatio.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            Compare(errors, name, item, defaults.GetValueOrDefault(name), requests.GetValueOrDefault(name), path);
        }
    }

    private static void Names(FieldErrorList errors, LimitRangeItem item, ValueMap<Quantity> list, FieldPath path, string field)
    {
        foreach (var (name, _) in list)
        {
            if (item.Type is "Pod" or "Container")
            {
                ResourceValidation.ContainerName(errors, name, path.Child(field).Key(name));
            }
            else
            {
                ResourceValidation.Name(errors, name, path.Child(field).Key(name));
            }
        }
    }

    private static void ForbidForPods(FieldErrorList errors, ValueMap<Quantity> list, FieldPath path, string field)
    {
        if (!list.IsEmpty)
        {
            errors.Forbidden(path.Child(field), "may not be specified when `type` is 'Pod'");
        }
    }

    private static void Compare(FieldErrorList errors, string name, LimitRangeItem item, Quantity? limit, Quantity? request, FieldPath path)
    {
        var (min, max, ratio) = (item.Min.GetValueOrDefault(name), item.Max.GetValueOrDefault(name), item.MaxLimitRequestRatio.GetValueOrDefault(name));
        void Say(string field, Quantity bad, string detail) => errors.Invalid(path.Child(field).Key(name), bad, detail);
        if (Above(min, max))
        {
            Say("min", min!, $"min value {min} is greater than max value {max}");
        }
        if (Above(min, request))
        {
            Say("defaultRequest", request!, $"min value {min} is greater than default request value {request}");
        }
        if (Above(request, max))
        {
            Say("defaultRequest", request!, $"default request value {request} is greater than max value {max}");
        }
        if (Above(request, limit))
        {
            Say("defaultRequest", request!, $"default request value {request} is greater than default limit value {limit}");
        }
        if (Above(min, limit))
        {
            Say("default", min!, $"min value {min} is greater than default value {limit}");
        }
        if (Above(limit, max))
        {
            Say("default", max!, $"default value {limit} is greater than max value {max}");
        }
        if (ratio is not null)
        {
            Ratio(errors, ratio, min, max, path.Child("maxLimitRequestRatio").Key(name));
        }
        if (!ResourceNames.IsOvercommitAllowed(name) && limit is not null && request is not null && limit.CompareTo(request) != 0)
        {
            Say("defaultRequest", request, $"default value {limit} must equal to defaultRequest value {request} in {name}");
        }
    }

    private static bool Above(Quantity? a, Quantity? b) => a is not null && b is not null && a > b;

    private static void Ratio(FieldErrorList errors, Quantity ratio, Quantity? min, Quantity? max, FieldPath path)
    {
        if (ratio.CompareTo(1) < 0)
        {
            errors.Invalid(path, ratio, $"ratio {ratio} is less than 1");
        }
        if (min is null || max is null)
        {
            return;
        }
        var limit = (double)max.MilliValue / min.MilliValue;
        if (ratio.MilliValue / 1000.0 > limit)
        {
            errors.Invalid(path, ratio, $"ratio {ratio} is greater than max/min = {limit.ToString("F6", CultureInfo.InvariantCulture)}");
        }
    }
}
