namespace Podlab.Kubectl.Files;

/// <summary>The files that commands read and write: the reader's directory, or one in memory. Paths are as the user typed them.</summary>
public interface IKubectlFiles
{
    bool FileExists(string path);

    bool DirectoryExists(string path);

    /// <summary>Names (without the directory) of what a directory holds, sorted; directories end with a slash.</summary>
    IReadOnlyList<string> List(string directory);

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    byte[] Read(string path);

    /// <summary>Writes a whole file, making its directories.</summary>
    void Write(string path, ReadOnlySpan<byte> content);

    void Delete(string path);
}
