namespace Podlab.Notebooks.Running;

/// <summary>The notebooks of the tutorial on disk.</summary>
public static class Chapters
{
    /// <summary>The folder <c>notebooks</c> in <paramref name="start"/> or in the nearest folder above that has one; null when none has.</summary>
    public static string? FindFolder(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            var notebooks = Path.Combine(folder.FullName, "notebooks");
            if (Directory.Exists(notebooks)) return notebooks;
        }

        return null;
    }

    /// <summary>The chapters of a language in order; English ones stand in the folder itself, others in a folder of the language's name.</summary>
    public static IReadOnlyList<string> All(string folder, string language = "en")
    {
        var place = language == "en" ? folder : Path.Combine(folder, language);
        return Directory.Exists(place)
            ? [.. Directory.EnumerateFiles(place).Where(IsNotebook).OrderBy(Path.GetFileName, StringComparer.Ordinal)]
            : [];
    }

    /// <summary>The chapters whose name begins with, or else contains, <paramref name="word"/>; a path to a file is that file.</summary>
    public static IReadOnlyList<string> Matching(IReadOnlyList<string> chapters, string word)
    {
        if (File.Exists(word) && IsNotebook(word)) return [word];
        var beginning = chapters.Where(path => Path.GetFileName(path).StartsWith(word, StringComparison.OrdinalIgnoreCase)).ToList();
        return beginning.Count > 0 ? beginning : [.. chapters.Where(path => Path.GetFileName(path).Contains(word, StringComparison.OrdinalIgnoreCase))];
    }

    private static bool IsNotebook(string path) => Path.GetExtension(path).ToLowerInvariant() is ".ipynb" or ".dib";
}
