using System.Runtime.CompilerServices;

namespace Podlab.Cli.Tests;

/// <summary>The repository's files.</summary>
internal static class Tree
{
    private static readonly string[] Built = ["bin", "obj", ".git", "TestResults", "artifacts"];

    public static string Root { get; } = FindRoot();

    /// <summary>Files below a folder, built ones left out, in a fixed order.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var place = Path.Combine(Root, folder);
        if (!Directory.Exists(place)) return [];
        return Directory.EnumerateFiles(place, pattern, SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(Root, path).Split(Path.DirectorySeparatorChar).Any(part => Built.Contains(part, StringComparer.Ordinal)))
            .Order(StringComparer.Ordinal);
    }

    /// <summary>The path as errors show it.</summary>
    public static string Name(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    private static string FindRoot([CallerFilePath] string own = "")
    {
        var folder = Path.GetDirectoryName(own)!;
        while (!File.Exists(Path.Combine(folder, "Tutorial.sln"))) folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
