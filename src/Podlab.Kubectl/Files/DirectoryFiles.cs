namespace Podlab.Kubectl.Files;

/// <summary>Files of the machine, relative to a directory.</summary>
public sealed class DirectoryFiles(string root) : IKubectlFiles
{
    public bool FileExists(string path) => File.Exists(Full(path));

    public bool DirectoryExists(string path) => Directory.Exists(Full(path));

    public IReadOnlyList<string> List(string directory)
    {
        var info = new DirectoryInfo(Full(directory));
        return [.. info.EnumerateFileSystemInfos().Select(e => e is DirectoryInfo ? e.Name + "/" : e.Name).Order(StringComparer.Ordinal)];
    }

    public byte[] Read(string path)
    {
        var full = Full(path);
        return File.Exists(full) ? File.ReadAllBytes(full) : throw new FileNotFoundException(null, path);
    }

    public void Write(string path, ReadOnlySpan<byte> content)
    {
        var full = Full(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
    }

    public void Delete(string path) => File.Delete(Full(path));

    private string Full(string path) => Path.GetFullPath(path, root);
}
