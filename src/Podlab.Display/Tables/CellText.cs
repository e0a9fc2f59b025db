using System.Collections;
using System.Globalization;

namespace Podlab.Display.Tables;

/// <summary>A value as the text of one cell, the same in every culture.</summary>
internal static class CellText
{
    public static string Of(object? value) => value switch
    {
        null => "",
        string text => text,
        TimeSpan span => Timelines.TimeText.Of(span),
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable items => string.Join(", ", items.Cast<object?>().Select(Of)),
        _ => value.ToString() ?? "",
    };
}
