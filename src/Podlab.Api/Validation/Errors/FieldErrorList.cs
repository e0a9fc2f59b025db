using System.Collections;

namespace Podlab.Api.Validation;

/// <summary>Everything that is wrong with an object, in the order Kubernetes finds it.</summary>
public sealed class FieldErrorList : IReadOnlyList<FieldError>
{
    private List<FieldError>? errors;

    public int Count => errors?.Count ?? 0;

    public bool IsEmpty => Count == 0;

    public FieldError this[int index] => (errors ?? [])[index];

    public void Invalid(FieldPath? path, object? value, string detail) => Add(FieldErrorType.Invalid, path, value, detail);

    /// <summary>One error for each reason.</summary>
    public void InvalidAll(FieldPath? path, object? value, IReadOnlyList<string> reasons)
    {
        for (var i = 0; i < reasons.Count; i++)
        {
            Invalid(path, value, reasons[i]);
        }
    }

    public void Required(FieldPath? path, string detail = "") => Add(FieldErrorType.Required, path, "", detail);

    public void Forbidden(FieldPath? path, string detail) => Add(FieldErrorType.Forbidden, path, "", detail);

    public void Duplicate(FieldPath? path, object? value) => Add(FieldErrorType.Duplicate, path, value, "");

    public void NotFound(FieldPath? path, object? value) => Add(FieldErrorType.NotFound, path, value, "");

    public void Internal(FieldPath? path, string detail) => Add(FieldErrorType.Internal, path, null, detail);

    public void TooLong(FieldPath? path, int limit) => Add(FieldErrorType.TooLong, path, "", $"may not be more than {limit} bytes");

    public void TooMany(FieldPath? path, int count, int limit) =>
        Add(FieldErrorType.TooMany, path, count, limit == 1 ? "must have at most 1 item" : $"must have at most {limit} items");

    /// <param name="supported">In the order that the message lists them.</param>
    public void NotSupported(FieldPath? path, object? value, params ReadOnlySpan<string> supported)
    {
        var detail = "";
        foreach (var item in supported)
        {
            detail += (detail.Length == 0 ? "supported values: " : ", ") + GoText.Quote(item);
        }
        Add(FieldErrorType.NotSupported, path, value, detail);
    }

    public void Add(FieldErrorType type, FieldPath? path, object? value, string detail) =>
        Add(new FieldError(type, path?.ToString() ?? "<nil>", value, detail));

    public void Add(FieldError error) => (errors ??= []).Add(error);

    public void AddRange(IEnumerable<FieldError> more) => (errors ??= []).AddRange(more);

    /// <summary>For checks that stop at one error whatever was found before.</summary>
    public void Clear() => errors?.Clear();

    /// <summary>All messages in one: alone, or in brackets; the same words only once.</summary>
    public string ToAggregateMessage()
    {
        List<string> messages = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var error in this)
        {
            var message = error.ToString();
            if (seen.Add(message))
            {
                messages.Add(message);
            }
        }
        return messages.Count == 1 ? messages[0] : $"[{string.Join(", ", messages)}]";
    }

    public IEnumerator<FieldError> GetEnumerator() => (errors ?? []).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
