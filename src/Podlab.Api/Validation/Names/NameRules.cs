namespace Podlab.Api.Validation;

/// <summary>The forms of names. Each rule answers null where the text obeys it, else the reasons in Kubernetes' words.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go (v1.36.3).</remarks>
public static class NameRules
{
    private const string QualifiedNameFormat = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string QualifiedNameText = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
    private const string LabelFormat = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string SubdomainFormat = LabelFormat + @"(\." + LabelFormat + ")*";
    private const string SubdomainText =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";

    private static readonly string[] Empty = [];

    /// <summary>An optional subdomain and a slash, then a name of letters, digits, dashes, underscores and dots.</summary>
    public static IReadOnlyList<string> QualifiedName(string value)
    {
        var slash = value.IndexOf('/');
        if (slash < 0)
        {
            return IsNamePart(value) ? Empty : NamePart(value, []);
        }
        if (value.IndexOf('/', slash + 1) >= 0)
        {
            return ["a valid label key " + RegexError(QualifiedNameText, QualifiedNameFormat, "MyName", "my.name", "123-abc")
                + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }
        var (prefix, name) = (value[..slash], value[(slash + 1)..]);
        if (IsSubdomain(prefix) && IsNamePart(name))
        {
            return Empty;
        }
        List<string> reasons = [];
        if (prefix.Length == 0)
        {
            reasons.Add("prefix part " + EmptyError);
        }
        else
        {
            reasons.AddRange(DnsSubdomain(prefix).Select(reason => "prefix part " + reason));
        }
        return NamePart(name, reasons);
    }

    public static IReadOnlyList<string> LabelValue(string value)
    {
        if (value.Length == 0 || IsNamePart(value))
        {
            return Empty;
        }
        List<string> reasons = [];
        if (ByteCount(value) > 63)
        {
            reasons.Add(MaxLengthError(63));
        }
        if (!HasNameForm(value))
        {
            reasons.Add(RegexError(
                "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
                "(" + QualifiedNameFormat + ")?", "MyValue", "my_value", "12345"));
        }
        return reasons;
    }

    public static IReadOnlyList<string> DnsLabel(string value)
    {
        if (IsLabel(value))
        {
            return Empty;
        }
        List<string> reasons = [];
        if (ByteCount(value) > 63)
        {
            reasons.Add("must be no more than 63 characters");
        }
        if (!HasLabelForm(value))
        {
            reasons.Add(HasSubdomainForm(value)
                ? "must not contain dots"
                : RegexError("a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
                    LabelFormat, "my-name", "123-abc"));
        }
        return reasons;
    }

    public static IReadOnlyList<string> DnsSubdomain(string value)
    {
        if (IsSubdomain(value))
        {
            return Empty;
        }
        List<string> reasons = [];
        if (ByteCount(value) > 253)
        {
            reasons.Add("must be no more than 253 characters");
        }
        if (!HasSubdomainForm(value))
        {
            reasons.Add(RegexError(SubdomainText, SubdomainFormat, "example.com"));
        }
        return reasons;
    }

    /// <summary>A label that also starts with a letter: the names of Services of old.</summary>
    public static IReadOnlyList<string> Dns1035Label(string value)
    {
        List<string> reasons = [];
        if (ByteCount(value) > 63)
        {
            reasons.Add("must be no more than 63 characters");
        }
        if (!HasLabelForm(value) || char.IsAsciiDigit(value[0]))
        {
            reasons.Add(RegexError(
                "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
                "[a-z]([-a-z0-9]*[a-z0-9])?", "my-name", "abc-123"));
        }
        return reasons;
    }

    internal const string EmptyError = "must be non-empty";

    internal static string MaxLengthError(int length) => $"must be no more than {length} bytes";

    /// <summary>A sentence with examples and the pattern, as the library prints it.</summary>
    internal static string RegexError(string message, string pattern, params ReadOnlySpan<string> examples)
    {
        if (examples.IsEmpty)
        {
            return $"{message} (regex used for validation is '{pattern}')";
        }
        var text = message + " (e.g. ";
        for (var i = 0; i < examples.Length; i++)
        {
            text += (i > 0 ? " or " : "") + "'" + examples[i] + "', ";
        }
        return text + $"regex used for validation is '{pattern}')";
    }

    internal static int ByteCount(string value) => System.Text.Encoding.UTF8.GetByteCount(value);

    internal static bool IsLabel(string value) => value.Length <= 63 && HasLabelForm(value);

    internal static bool IsSubdomain(string value) => value.Length <= 253 && HasSubdomainForm(value);

    private static bool IsNamePart(string value) => value.Length <= 63 && HasNameForm(value);

    private static List<string> NamePart(string name, List<string> reasons)
    {
        if (name.Length == 0)
        {
            reasons.Add("name part " + EmptyError);
        }
        else if (ByteCount(name) > 63)
        {
            reasons.Add("name part " + MaxLengthError(63));
        }
        if (!HasNameForm(name))
        {
            reasons.Add("name part " + RegexError(QualifiedNameText, QualifiedNameFormat, "MyName", "my.name", "123-abc"));
        }
        return reasons;
    }

    private static bool HasNameForm(string value)
    {
        if (value.Length == 0 || !char.IsAsciiLetterOrDigit(value[0]) || !char.IsAsciiLetterOrDigit(value[^1]))
        {
            return false;
        }
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.'))
            {
                return false;
            }
        }
        return true;
    }

    internal static bool HasLabelForm(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty || value[0] == '-' || value[^1] == '-')
        {
            return false;
        }
        foreach (var c in value)
        {
            if (!char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-')
            {
                return false;
            }
        }
        return true;
    }

    internal static bool HasSubdomainForm(ReadOnlySpan<char> value)
    {
        foreach (var part in value.Split('.'))
        {
            if (!HasLabelForm(value[part]))
            {
                return false;
            }
        }
        return true;
    }
}
