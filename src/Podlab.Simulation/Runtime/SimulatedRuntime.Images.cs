using Podlab.Engine.Runtime;
using Podlab.Simulation.Files;
using Podlab.Simulation.Images;

namespace Podlab.Simulation.Runtime;

// Images on the node and volumes.
public sealed partial class SimulatedRuntime
{
    private readonly Dictionary<string, StoredImage> images = new(StringComparer.Ordinal);

    private int imagesAdded;

    private sealed record StoredImage(ImageDefinition Definition, bool Pulled)
    {
        /// <summary>Counts up with each import and pull.</summary>
        public int Order { get; init; }

        /// <summary>With the digest it was pulled by; an imported image has only its id.</summary>
        public string ImageId => Pulled ? $"{Definition.Repository}@{Definition.Digest}" : Definition.Id;
    }

    public ImageStatus? ImageStatus(string reference) => Present(reference) is { } image ? StatusOf(image.Definition.Id) : null;

    public IReadOnlyList<ImageStatus> ListImages() =>
        [.. images.Values.Select(image => image.Definition.Id).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(StatusOf)];

    public async ValueTask<ImageStatus> PullImageAsync(string reference, ImagePullSecret? secret = null, CancellationToken cancellation = default)
    {
        var name = ImageReference.Parse(reference);
        var way = ((Engine.Faults.IFaultyMachine)this).Registry;
        var (image, time) = Registry.Resolve(name, secret, way);
        await Task.Delay(time * way.Slowness + way.Delay, loop, cancellation);
        var key = name.ToString();
        if (!Keep(key, new StoredImage(image, Pulled: true) { Order = ++imagesAdded }))
        {
            throw new RuntimeException("ErrImagePull", $"failed to pull and unpack image \"{key}\": failed to copy: failed to send write: "
                + $"write /var/lib/containerd/io.containerd.content.v1.content/ingest/{image.Digest["sha256:".Length..]}/data: no space left on device");
        }

        return StatusOf(image.Id);
    }

    public ValueTask RemoveImageAsync(string id)
    {
        foreach (var name in images.Where(pair => pair.Value.Definition.Id == id).Select(pair => pair.Key).ToArray()) RemoveImage(name);
        return default;
    }

    /// <summary>Removes a name of an image from the node, and with its last name the image.</summary>
    public void RemoveImage(string reference)
    {
        if (images.Remove(ImageReference.Parse(reference).ToString(), out var removed) && !HasContent(removed.Definition.Id)) disk.Take(-removed.Definition.SizeBytes);
    }

    /// <summary>An image takes room on the disk once, under however many names it is known.</summary>
    /// <returns>Whether there is room.</returns>
    private bool Keep(string name, StoredImage image)
    {
        if (!HasContent(image.Definition.Id) && disk.Take(image.Definition.SizeBytes) != Errno.Ok) return false;
        // The newest is the last.
        if (images.Remove(name, out var old) && old.Definition.Id != image.Definition.Id && !HasContent(old.Definition.Id)) disk.Take(-old.Definition.SizeBytes);
        images.Add(name, image);
        return true;
    }

    private bool HasContent(string id)
    {
        foreach (var image in images.Values)
        {
            if (image.Definition.Id == id) return true;
        }

        return false;
    }

    /// <summary>Puts an image on the node as an administrator's import does; <c>localhost/NAME:TAG</c> takes the image of that name.</summary>
    /// <param name="content">The image that stands under the name; null: the one of that name.</param>
    public void Preload(string reference, string? content = null)
    {
        var name = ImageReference.Parse(reference);
        var source = content is not null ? ImageReference.Parse(content) : name.Registry == "localhost" ? ImageReference.Parse(name.Path + ":" + name.Tag) : name;
        var image = Registry.Catalog.Find(source) ?? throw new ArgumentException($"There is no image '{reference}' to put on the node.", nameof(reference));
        if (!Keep(name.ToString(), new StoredImage(image with { Repository = name.Repository }, Pulled: false) { Order = ++imagesAdded })) throw new ArgumentException($"The node's disk has no room for '{reference}'.", nameof(reference));
    }

    private StoredImage? Present(string reference)
    {
        if (reference.StartsWith("sha256:", StringComparison.Ordinal)) return images.Values.FirstOrDefault(image => image.Definition.Id == reference);
        var name = ImageReference.Parse(reference);
        if (name.Digest is not null && name.Tag is not null) name = name with { Tag = null };
        return images.GetValueOrDefault(name.ToString()) ?? (name.Digest is null ? null : images.Values.FirstOrDefault(image => image.ImageId == name.ToString()));
    }

    /// <summary>Of an image's names the one that was pulled last comes first, then the imported ones in their order.</summary>
    private ImageStatus StatusOf(string id)
    {
        var same = images.Where(pair => pair.Value.Definition.Id == id).OrderByDescending(pair => pair.Value.Pulled ? pair.Value.Order : 0).ThenBy(pair => pair.Value.Order).ToList();
        var image = same[0].Value.Definition;
        var user = image.User.Split(':')[0];
        var numeric = long.TryParse(user, out var uid);
        return new ImageStatus
        {
            Id = id,
            Tags = [.. same.Where(pair => !pair.Key.Contains('@', StringComparison.Ordinal)).Select(pair => pair.Key)],
            Digests = [.. same.Where(pair => pair.Value.Pulled).Select(pair => pair.Value.ImageId).Distinct(StringComparer.Ordinal)],
            SizeBytes = image.SizeBytes,
            User = user.Length == 0 ? 0 : numeric ? uid : null,
            UserName = user.Length > 0 && !numeric ? user : null,
        };
    }
}
