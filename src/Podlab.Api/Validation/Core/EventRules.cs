namespace Podlab.Api.Validation.Core;

/// <summary>What events of both groups have in common.</summary>
internal static class EventRules
{
    private const int LongestWord = 128;
    private const int LongestMessage = 1024;

    /// <summary>An event lives in the namespace of what it is about; those about the cluster in default, and the new ones in kube-system too.</summary>
    public static void Namespace(FieldErrorList errors, string own, string involved, bool isNew)
    {
        var isWrong = isNew ? involved.Length == 0 && own is not ("default" or "kube-system")
            : involved.Length == 0 ? own is not ("" or "default") : own != involved;
        if (isWrong)
        {
            errors.Invalid(FieldPath.Of("involvedObject").Child("namespace"), involved, "does not match event.namespace");
        }
    }

    public static void Reporter(FieldErrorList errors, string field, string controller, string instance, string action, string reason, string message)
    {
        if (controller.Length == 0)
        {
            errors.Required(FieldPath.Of(field));
        }
        errors.InvalidAll(FieldPath.Of(field), controller, NameRules.QualifiedName(controller));
        Word(errors, "reportingInstance", instance);
        Word(errors, "action", action);
        Word(errors, "reason", reason);
        if (message.Length > LongestMessage)
        {
            errors.Invalid(FieldPath.Of("message"), "", $"can have at most {LongestMessage} characters");
        }
    }

    private static void Word(FieldErrorList errors, string field, string value)
    {
        if (value.Length == 0)
        {
            errors.Required(FieldPath.Of(field));
        }
        if (value.Length > LongestWord)
        {
            errors.Invalid(FieldPath.Of(field), "", $"can have at most {LongestWord} characters");
        }
    }
}
