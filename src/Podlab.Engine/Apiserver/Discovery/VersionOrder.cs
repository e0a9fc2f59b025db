using System.Globalization;
using System.Text.RegularExpressions;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>Which of two versions clients should rather use: v2 before v1 before v2beta1 before v1alpha1 before what is no such version.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/version/helpers.go (v1.36.3).</remarks>
internal sealed partial class VersionOrder : IComparer<string>
{
    public static VersionOrder Newest { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Parts(x ?? ""), Parts(y ?? ""));
        return (a, b) switch
        {
            (null, null) => string.CompareOrdinal(x, y),
            (null, _) => 1,
            (_, null) => -1,
            _ => b.Value.CompareTo(a.Value),
        };
    }

    private static (int Stage, int Major, int Minor)? Parts(string version)
    {
        var match = Form().Match(version);
        if (!match.Success) return null;
        var stage = match.Groups[2].Value switch { "" => 2, "beta" => 1, _ => 0 };
        return (stage, Number(match.Groups[1].Value), Number(match.Groups[3].Value));
    }

    private static int Number(string digits) => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    [GeneratedRegex("^v([1-9][0-9]*)(?:(alpha|beta)([1-9][0-9]*))?$")]
    private static partial Regex Form();
}
