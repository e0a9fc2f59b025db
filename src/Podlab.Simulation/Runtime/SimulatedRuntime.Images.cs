using Podlab.Engine.Runtime;
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
        images.Remove(key);
        images.Add(key, new StoredImage(image, Pulled: true) { Order = ++imagesAdded });
        return StatusOf(image.Id);
    }

    /// <summary>Removes an image from the node.</summary>
    public void RemoveImage(string reference) => images.Remove(ImageReference.Parse(reference).ToString());

    /// <summary>Puts an image on the node as an administrator's import does; <c>localhost/NAME:TAG</c> takes the image of that name.</summary>
    /// <param name="content">The image that stands under the name; null: the one of that name.</param>
    public void Preload(string reference, string? content = null)
    {
        var name = ImageReference.Parse(reference);
        var source = content is not null ? ImageReference.Parse(content) : name.Registry == "localhost" ? ImageReference.Parse(name.Path + ":" + name.Tag) : name;
        var image = Registry.Catalog.Find(source) ?? throw new ArgumentException($"There is no image '{reference}' to put on the node.", nameof(reference));
        images[name.ToString()] = new StoredImage(image with { Repository = name.Repository }, Pulled: false) { Order = ++imagesAdded };
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
