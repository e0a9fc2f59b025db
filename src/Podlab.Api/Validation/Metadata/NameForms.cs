namespace Podlab.Api.Validation;

internal static class NameForms
{
    /// <param name="prefix">Whether the text is a generateName, which may end with a dash.</param>
    public static IReadOnlyList<string> Check(this NameForm form, string name, bool prefix)
    {
        var text = prefix && name.Length > 1 && name.EndsWith('-') ? name[..^2] + "a" : name;
        return form switch
        {
            NameForm.DnsSubdomain => NameRules.DnsSubdomain(text),
            NameForm.DnsLabel => NameRules.DnsLabel(text),
            NameForm.Dns1035Label => NameRules.Dns1035Label(text),
            _ => PathSegment(name, prefix),
        };
    }

    public static IReadOnlyList<string> PathSegment(string name, bool prefix)
    {
        if (!prefix && name is "." or "..")
        {
            return [$"may not be '{name}'"];
        }
        if (!name.AsSpan().ContainsAny('/', '%'))
        {
            return [];
        }

        List<string> reasons = [];
        foreach (var illegal in (ReadOnlySpan<char>)['/', '%'])
        {
            if (name.Contains(illegal))
            {
                reasons.Add($"may not contain '{illegal}'");
            }
        }
        return reasons;
    }
}
