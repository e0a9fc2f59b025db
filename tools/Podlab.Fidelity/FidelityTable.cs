using System.Globalization;
using System.Text;

namespace Podlab.Fidelity;

/// <summary>The table between the two markers of the README.</summary>
internal static class FidelityTable
{
    private const string Begin = "<!-- fidelity -->\n";
    private const string End = "<!-- /fidelity -->";

    public static string Insert(string readme, IEnumerable<Share> shares)
    {
        var begin = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        if (begin < Begin.Length || end < begin) throw new InvalidDataException("README.md has no <!-- fidelity --> … <!-- /fidelity --> to write the table into.");
        var table = new StringBuilder("| recorded from v1.36.3 | match | of | share |\n| --- | ---: | ---: | ---: |\n");
        foreach (var share in shares)
            table.Append(CultureInfo.InvariantCulture, $"| {share.Name} | {share.Matching:N0} | {share.Total:N0} | {100.0 * share.Matching / share.Total:0.0} % |\n");
        return string.Concat(readme.AsSpan(0, begin), table.ToString(), readme.AsSpan(end));
    }
}
