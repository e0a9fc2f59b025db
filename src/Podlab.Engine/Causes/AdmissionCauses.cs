using System.Text.RegularExpressions;

namespace Podlab.Engine.Causes;

/// <summary>What in a pod's template the API refused, by the words of its admission plugins.</summary>
internal static partial class AdmissionCauses
{
    private const string Resources = "spec.containers[0].resources";

    /// <summary>Null: a refusal whose words name no field.</summary>
    public static RefusedField? Of(string message) => message switch
    {
        _ when Limits().IsMatch(message) => new(Resources, "A limit range of the namespace does not allow what the containers ask for", IsByLimitRange: true),
        _ when Unstated().IsMatch(message) => new(Resources, "A quota of the namespace wants requests and limits to be stated, and the template does not state them"),
        _ when message.Contains("violates PodSecurity", StringComparison.Ordinal) => new("spec", "The namespace's security level does not allow such pods"),
        _ when message.Contains("error looking up service account", StringComparison.Ordinal) => new("spec.serviceAccountName", "There is no such service account"),
        _ when message.Contains("no PriorityClass with name", StringComparison.Ordinal) => new("spec.priorityClassName", "There is no such priority class"),
        _ when message.Contains("RuntimeClass", StringComparison.Ordinal) => new("spec.runtimeClassName", "The runtime class does not exist or does not fit"),
        _ => null,
    };

    [GeneratedRegex("(?:maximum|minimum) \\S+ usage per|max limit to request ratio per", RegexOptions.CultureInvariant)]
    private static partial Regex Limits();

    [GeneratedRegex("failed quota: .*must specify", RegexOptions.CultureInvariant)]
    private static partial Regex Unstated();
}

/// <param name="Field">In the pod.</param>
/// <param name="Statement">What is wrong with it.</param>
internal sealed record RefusedField(string Field, string Statement, bool IsByLimitRange = false);
