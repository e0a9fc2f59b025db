namespace Podlab.Api.Validation.Workloads;

/// <summary>Counts in the status of controllers.</summary>
internal static class ReplicaStatusValidation
{
    private const string OverReplicas = "cannot be greater than status.replicas";

    public static void NotNegative(FieldErrorList errors, params ReadOnlySpan<(string Name, long? Value)> counts)
    {
        foreach (var (name, value) in counts)
        {
            errors.NotNegative(FieldPath.Status, name, value ?? 0);
        }
    }

    /// <summary>None of the counts is above the number of replicas.</summary>
    public static void Within(FieldErrorList errors, int replicas, params ReadOnlySpan<(string Name, int Value)> counts)
    {
        foreach (var (name, value) in counts)
        {
            if (value > replicas)
            {
                errors.Invalid(FieldPath.Status.Child(name), value, OverReplicas);
            }
        }
    }

    public static void Available(FieldErrorList errors, int available, int ready)
    {
        if (available > ready)
        {
            errors.Invalid(FieldPath.Status.Child("availableReplicas"), available, "cannot be greater than readyReplicas");
        }
    }

    public static void CollisionCount(FieldErrorList errors, int? count, int? old)
    {
        if ((count is null && old is not null) || count < old)
        {
            errors.Invalid(FieldPath.Status.Child("collisionCount"), count ?? 0, "cannot be decremented");
        }
    }
}
