namespace Podlab.Api.Yaml;

/// <summary>Cuts a text at the lines that start with <c>---</c>.</summary>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/yaml/decoder.go (v1.36.3): what follows the dashes may only be blanks or a comment.</remarks>
internal static class YamlSplitter
{
    public static IEnumerable<(string Text, int FirstLine)> Split(string text)
    {
        if (text.StartsWith('\uFEFF'))
        {
            text = text[1..];
        }
        var start = 0;
        var first = 1;
        var line = 0;
        for (var position = 0; position < text.Length;)
        {
            line++;
            var end = text.IndexOf('\n', position);
            end = end < 0 ? text.Length : end + 1;
            if (position > start && IsSeparator(text.AsSpan(position, end - position)))
            {
                yield return (text[start..position], first);
                (start, first) = (end, line + 1);
            }
            position = end;
        }
        if (start < text.Length)
        {
            yield return (text[start..], first);
        }
    }

    private static bool IsSeparator(ReadOnlySpan<char> line)
    {
        if (!line.StartsWith("---"))
        {
            return false;
        }
        var rest = line[3..].Trim();
        return rest.IsEmpty || rest[0] == '#';
    }
}
