using Podlab.Api.Model;

namespace Podlab.Api.Validation.Pods;

/// <summary>A container's own restart policy, and the rules that choose by exit code.</summary>
internal static class RestartRules
{
    private const int MaxRules = 20;
    private const int MaxCodes = 255;

    public static void Validate(FieldErrorList errors, Container container, FieldPath path)
    {
        if (container.RestartPolicy is { } policy)
        {
            errors.Supported(path, "restartPolicy", policy, "Always", "Never", "OnFailure");
        }
        var rules = container.RestartPolicyRules;
        if (rules.IsEmpty)
        {
            return;
        }
        if (container.RestartPolicy is null)
        {
            errors.Required(path.Child("restartPolicy"), "must specify restartPolicy when restart rules are used");
        }
        var at = path.Child("restartPolicyRules");
        if (rules.Count > MaxRules)
        {
            errors.TooLong(at, MaxRules);
        }
        for (var i = 0; i < rules.Count; i++)
        {
            Rule(errors, rules[i], at.Index(i));
        }
    }

    private static void Rule(FieldErrorList errors, ContainerRestartRule rule, FieldPath path)
    {
        errors.Supported(path, "action", rule.Action, "Restart", "RestartAllContainers");
        if (rule.ExitCodes is not { } codes)
        {
            errors.Required(path.Child("exitCodes"), "must be specified");
            return;
        }
        var at = path.Child("exitCodes");
        errors.Supported(at, "operator", codes.Operator, "In", "NotIn");
        if (codes.Values.Count > MaxCodes)
        {
            errors.TooLong(at.Child("values"), MaxCodes);
        }
    }
}
