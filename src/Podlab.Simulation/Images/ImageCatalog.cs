namespace Podlab.Simulation.Images;

/// <summary>The images that registries of the simulated world serve.</summary>
public sealed class ImageCatalog
{
    private readonly SortedDictionary<string, ImageDefinition> images = new(StringComparer.Ordinal);

    /// <summary>The images that come with Podlab. Read once; they never change.</summary>
    public static ImageCatalog BuiltIn { get; } = ReadBuiltIn();

    public IEnumerable<ImageDefinition> All => images.Values;

    public ImageDefinition? Find(ImageReference reference)
    {
        if (reference.Digest is { } digest) return images.Values.FirstOrDefault(image => image.Repository == reference.Repository && image.Digest == digest);
        return images.GetValueOrDefault(reference.Repository + ":" + reference.Tag);
    }

    public bool HasRepository(string repository) => images.Values.Any(image => image.Repository == repository);

    public void Add(ImageDefinition image) => images[image.Reference] = image;

    /// <summary>A copy that can be added to.</summary>
    public ImageCatalog Copy()
    {
        var copy = new ImageCatalog();
        foreach (var image in images.Values) copy.Add(image);
        return copy;
    }

    /// <summary>Adds the images of all <c>*.yaml</c> files of a folder.</summary>
    public void AddFolder(string path) =>
        AddAll([.. Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllText(file)))]);

    /// <summary>Adds the images of one file's text.</summary>
    public void AddText(string source, string text) => AddAll([(source, text)]);

    private void AddAll(List<(string Name, string Text)> files)
    {
        // A file that builds on an image of a later file waits for it.
        while (files.Count > 0)
        {
            var waiting = new List<(string, string)>();
            var missing = "";
            foreach (var (name, text) in files)
            {
                try
                {
                    foreach (var image in new ImageFile(name, FindBase).Read(text)) Add(image);
                }
                catch (MissingBaseException exception)
                {
                    missing = $"{name}: the base image '{exception.Message}' is in none of the files.";
                    waiting.Add((name, text));
                }
            }

            if (waiting.Count == files.Count) throw new InvalidDataException(missing);
            files = waiting;
        }
    }

    private ImageDefinition FindBase(string name) => Find(ImageReference.Parse(name)) ?? throw new MissingBaseException(name);

    private static ImageCatalog ReadBuiltIn()
    {
        var catalog = new ImageCatalog();
        var assembly = typeof(ImageCatalog).Assembly;
        var files = new List<(string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("images/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            files.Add((name, reader.ReadToEnd()));
        }

        catalog.AddAll(files);
        return catalog;
    }

    private sealed class MissingBaseException(string name) : Exception(name);
}
