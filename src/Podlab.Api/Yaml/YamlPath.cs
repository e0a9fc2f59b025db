using System.Globalization;

namespace Podlab.Api.Yaml;

/// <summary>Steps of a field path: names, indices, and quoted or bracketed keys (<c>metadata.labels[app.kubernetes.io/name]</c>).</summary>
internal static class YamlPath
{
    public static IEnumerable<(string Key, int? Index)> Steps(string path)
    {
        var i = 0;
        while (i < path.Length)
        {
            if (path[i] == '.')
            {
                i++;
            }
            else if (path[i] == '[')
            {
                var end = path.IndexOf(']', i);
                end = end < 0 ? path.Length : end;
                var inner = path[(i + 1)..end];
                i = Math.Min(end + 1, path.Length);
                yield return int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? ("", index) : (inner.Trim('"'), null);
            }
            else
            {
                var end = path.AsSpan(i).IndexOfAny('.', '[');
                end = end < 0 ? path.Length : i + end;
                yield return (path[i..end], null);
                i = end;
            }
        }
    }
}
