using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Subresources;

/// <summary>An object's selector as the query it stands for.</summary>
/// <remarks>Follows LabelSelectorAsSelector of staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go (v1.36.3).</remarks>
internal static class LabelSelectors
{
    public static LabelQuery ToQuery(LabelSelector? selector)
    {
        if (selector is null) return LabelQuery.Nothing;
        var requirements = new List<LabelRequirement>();
        foreach (var (key, value) in selector.MatchLabels) requirements.Add(new LabelRequirement(key, LabelOperator.Equals, [value]));
        foreach (var expression in selector.MatchExpressions)
        {
            var operation = expression.Operator switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                _ => LabelOperator.DoesNotExist,
            };
            requirements.Add(new LabelRequirement(expression.Key, operation, [.. expression.Values]));
        }

        return LabelQuery.Of(requirements);
    }
}
