namespace Podlab.Kubectl.CommandLine;

/// <summary>Several errors of one command; it went on after each.</summary>
internal sealed class ManyErrors(IReadOnlyList<Exception> errors) : Exception(Summary(errors))
{
    public IReadOnlyList<Exception> Errors { get; } = errors;

    /// <summary>Throws what was gathered: nothing, the one error, or all of them. Equal texts count once.</summary>
    public static void Throw(IReadOnlyList<Exception> errors)
    {
        var flat = errors.SelectMany(e => e is ManyErrors many ? many.Errors : [e]).ToList();
        if (flat.Count == 1) throw flat[0];
        if (flat.Count > 1) throw new ManyErrors(flat);
    }

    private static string Summary(IReadOnlyList<Exception> errors)
    {
        var texts = errors.Select(e => e.Message).Distinct(StringComparer.Ordinal).ToList();
        return texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
    }
}
