namespace Podlab.Notebooks.Documents;

/// <summary>Notebooks on disk. What is read is not trusted, what is written is whole: a reader sees the old file or the new one.</summary>
public static class NotebookFile
{
    /// <exception cref="DocumentException">The file is no notebook.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static NotebookDocument Read(string path) => Parse(path, File.ReadAllBytes(path));

    /// <param name="name">How errors call the file; <c>.dib</c> at its end selects that form.</param>
    public static NotebookDocument Parse(string name, byte[] content) =>
        IsDib(name) ? DibFormat.Read(name, content) : IpynbReader.Read(name, content);

    /// <summary>The bytes that <see cref="Write"/> would store under this name.</summary>
    public static byte[] Format(string name, NotebookDocument notebook) =>
        IsDib(name) ? DibFormat.Write(notebook) : IpynbWriter.Write(notebook);

    /// <summary>Replaces the file atomically; leaves it untouched when its bytes are already these. Says whether it wrote.</summary>
    public static bool Write(string path, NotebookDocument notebook)
    {
        var content = Format(path, notebook);
        var target = Path.GetFullPath(path);
        if (File.Exists(target))
        {
            if (File.ReadAllBytes(target).AsSpan().SequenceEqual(content)) return false;
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
        }

        var temporary = $"{target}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && File.Exists(target)) File.SetUnixFileMode(temporary, File.GetUnixFileMode(target));
            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return true;
    }

    private static bool IsDib(string path) => path.EndsWith(".dib", StringComparison.OrdinalIgnoreCase);
}
