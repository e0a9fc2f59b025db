using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Shell.Expansion;

/// <summary>Pathname expansion (POSIX XCU 2.13.3): sorted names; nothing when no file matches.</summary>
public static class Globbing
{
    public static List<string> Expand(Process process, string pattern)
    {
        var results = new List<string>();
        var absolute = pattern.StartsWith('/');
        var components = (absolute ? pattern[1..] : pattern).TrimEnd('/').Split('/');
        Descend(process, absolute ? "/" : "", components, 0, pattern.EndsWith('/'), results);
        results.Sort(StringComparer.Ordinal);
        return results;
    }

    private static void Descend(Process process, string prefix, string[] components, int index, bool directories, List<string> results)
    {
        if (index == components.Length)
        {
            if (directories) prefix += "/";
            if (process.Tree.Find(process, prefix, false, out _) == Errno.Ok) results.Add(prefix);
            return;
        }

        var component = components[index];
        var last = index == components.Length - 1;
        if (!Pattern.IsPattern(component))
        {
            Descend(process, prefix + Pattern.Unescape(component) + (last ? "" : "/"), components, index + 1, directories, results);
            return;
        }

        if (process.Tree.List(process, prefix.Length == 0 ? "." : prefix, out var names) != Errno.Ok) return;
        var hidden = component.StartsWith('.') || component.StartsWith("\\.", StringComparison.Ordinal);
        IEnumerable<string> all = hidden ? [".", "..", .. names] : names;
        foreach (var name in all)
        {
            if (name[0] == '.' && !hidden) continue;
            if (!Pattern.Matches(component, name)) continue;
            var path = prefix + name;
            if (!last && !(process.Tree.Find(process, path, true, out var node) == Errno.Ok && node is DirectoryNode)) continue;
            Descend(process, path + (last ? "" : "/"), components, index + 1, directories, results);
        }
    }
}
