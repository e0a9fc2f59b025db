using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Printers;

/// <summary>Completes paths that people write shortly: <c>metadata.name</c>, <c>.metadata.name</c>, <c>{metadata.name}</c>.</summary>
internal static class RelaxedPath
{
    /// <exception cref="KubectlError">The braces do not fit.</exception>
    public static string Of(string path)
    {
        if (path.Length == 0) return path;
        var inner = path;
        if (path[0] == '{' || path[^1] == '}')
        {
            if (path.Length < 2 || path[0] != '{' || path[^1] != '}' || path[1..^1].AsSpan().ContainsAny('{', '}'))
                throw new KubectlError($"unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{{name1.name2}}' or '{{.name1.name2}}'");
            inner = path[1..^1];
        }

        return $"{{.{(inner.StartsWith('.') ? inner[1..] : inner)}}}";
    }
}
