using System.Text;

namespace Podlab.Kubectl.Files;

/// <summary>A directory in memory; paths are relative to its root.</summary>
public sealed class MemoryFiles : IKubectlFiles
{
    private readonly SortedDictionary<string, byte[]> files = new(StringComparer.Ordinal);

    /// <summary>Adds a text file.</summary>
    public MemoryFiles With(string path, string text)
    {
        Write(path, Encoding.UTF8.GetBytes(text));
        return this;
    }

    public bool FileExists(string path) => files.ContainsKey(Clean(path));

    public bool DirectoryExists(string path)
    {
        var prefix = Clean(path) is { Length: > 0 } directory ? directory + "/" : "";
        return files.Keys.Any(f => f.StartsWith(prefix, StringComparison.Ordinal));
    }

    public IReadOnlyList<string> List(string directory)
    {
        var prefix = Clean(directory) is { Length: > 0 } clean ? clean + "/" : "";
        return [.. files.Keys.Where(f => f.StartsWith(prefix, StringComparison.Ordinal)).Select(f => f[prefix.Length..])
            .Select(f => f.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? f[..(slash + 1)] : f).Distinct()];
    }

    public byte[] Read(string path) => files.TryGetValue(Clean(path), out var content) ? content : throw new FileNotFoundException(null, path);

    public void Write(string path, ReadOnlySpan<byte> content) => files[Clean(path)] = content.ToArray();

    public void Delete(string path) => files.Remove(Clean(path));

    private static string Clean(string path)
    {
        var parts = new List<string>();
        foreach (var part in path.Replace('\\', '/').Split('/'))
        {
            if (part == ".." && parts.Count > 0) parts.RemoveAt(parts.Count - 1);
            else if (part is not ("" or "." or "..")) parts.Add(part);
        }

        return string.Join('/', parts);
    }
}
