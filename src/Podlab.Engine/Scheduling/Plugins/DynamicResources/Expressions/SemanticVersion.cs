using System.Globalization;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

/// <summary>A version as semver.org orders it; what stands behind a plus sign does not count.</summary>
internal sealed record SemanticVersion(long Major, long Minor, long Patch, string Prerelease) : IComparable<SemanticVersion>
{
    /// <exception cref="ExpressionException">The text is no such version.</exception>
    public static SemanticVersion Parse(string text)
    {
        var parts = text.Split('+', 2)[0].Split('-', 2);
        var numbers = parts[0].Split('.');
        if (numbers.Length != 3) throw new ExpressionException($"no semantic version: {text}");
        long Number(int index) => long.TryParse(numbers[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ExpressionException($"no semantic version: {text}");
        return new SemanticVersion(Number(0), Number(1), Number(2), parts.Length > 1 ? parts[1] : "");
    }

    public int CompareTo(SemanticVersion? other)
    {
        if (other is null) return 1;
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0 || Prerelease == other.Prerelease) return order;
        if (Prerelease.Length == 0 || other.Prerelease.Length == 0) return Prerelease.Length == 0 ? 1 : -1;
        var (mine, theirs) = (Prerelease.Split('.'), other.Prerelease.Split('.'));
        for (var i = 0; i < Math.Min(mine.Length, theirs.Length); i++)
        {
            if (Compare(mine[i], theirs[i]) is var byPart and not 0) return byPart;
        }

        return mine.Length.CompareTo(theirs.Length);
    }

    /// <summary>Numbers come before words, and are compared as numbers.</summary>
    private static int Compare(string a, string b)
    {
        var (isNumber, otherIsNumber) = (long.TryParse(a, NumberStyles.None, CultureInfo.InvariantCulture, out var x), long.TryParse(b, NumberStyles.None, CultureInfo.InvariantCulture, out var y));
        if (isNumber && otherIsNumber) return x.CompareTo(y);
        return isNumber || otherIsNumber ? (isNumber ? -1 : 1) : string.CompareOrdinal(a, b);
    }
}
