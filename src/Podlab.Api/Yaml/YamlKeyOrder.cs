namespace Podlab.Api.Yaml;

/// <summary>The order of keys: by character, but numbers inside by their size, and letters after everything else.</summary>
internal static class YamlKeyOrder
{
    public static int Compare(string a, string b)
    {
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i])
            {
                continue;
            }
            var (letterA, letterB) = (char.IsLetter(a[i]), char.IsLetter(b[i]));
            if (letterA && letterB)
            {
                return a[i].CompareTo(b[i]);
            }
            return letterA || letterB ? (letterB ? -1 : 1) : CompareNumbers(a, b, i);
        }
        return a.Length.CompareTo(b.Length);
    }

    private static int CompareNumbers(string a, string b, int at)
    {
        long numberA = 0, numberB = 0;
        if (a[at] == '0' || b[at] == '0')
        {
            // A zero inside a longer number counts; a leading one does not.
            for (var j = at - 1; j >= 0 && char.IsDigit(a[j]); j--)
            {
                if (a[j] != '0')
                {
                    (numberA, numberB) = (1, 1);
                    break;
                }
            }
        }
        var endA = Read(a, at, ref numberA);
        var endB = Read(b, at, ref numberB);
        return numberA != numberB ? numberA.CompareTo(numberB) : endA != endB ? endA.CompareTo(endB) : a[at].CompareTo(b[at]);
    }

    private static int Read(string text, int at, ref long number)
    {
        for (; at < text.Length && char.IsDigit(text[at]); at++)
        {
            number = unchecked((number * 10) + (text[at] - '0'));
        }
        return at;
    }
}
