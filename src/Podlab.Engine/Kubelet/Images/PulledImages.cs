using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>
/// Who may use an image that is on the node: everybody, when it was there before the kubelet; under another name only who pulls it, once the kubelet itself has pulled it.
/// </summary>
/// <remarks>Follows pkg/kubelet/images/pullmanager (v1.36.3).</remarks>
internal sealed class PulledImages
{
    private readonly Dictionary<string, HashSet<string>> names = new(StringComparer.Ordinal);

    public void Add(ImageStatus image, string reference)
    {
        if (!names.TryGetValue(image.Id, out var known)) names.Add(image.Id, known = new HashSet<string>(StringComparer.Ordinal));
        known.Add(reference);
    }

    public void Forget(ImageStatus image) => names.Remove(image.Id);

    public bool MayUse(ImageStatus image, string reference) => !names.TryGetValue(image.Id, out var known) || known.Contains(reference);
}
