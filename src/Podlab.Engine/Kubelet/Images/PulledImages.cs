using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Images;

/// <summary>
/// Who may use an image that is on the node: everybody, when it was there before the kubelet. Of one that the kubelet itself has pulled, whoever shows what it was pulled
/// with, under the same repository; everybody, when nothing had to be shown.
/// </summary>
/// <remarks>Follows pkg/kubelet/images/pullmanager (v1.36.3) with the policy NeverVerifyPreloadedImages.</remarks>
internal sealed class PulledImages
{
    private readonly Dictionary<string, Dictionary<string, Access>> images = new(StringComparer.Ordinal);

    /// <param name="credentials">What the registry accepted; null: it asked for nothing.</param>
    public void Add(ImageStatus image, string reference, PullCredentials? credentials)
    {
        if (!images.TryGetValue(image.Id, out var repositories)) images.Add(image.Id, repositories = new Dictionary<string, Access>(StringComparer.Ordinal));
        var repository = ImageNames.Repository(reference);
        if (!repositories.TryGetValue(repository, out var access)) repositories.Add(repository, access = new Access());
        if (credentials is null) access.IsEverybodys = true;
        else access.Secrets[credentials.Secret] = credentials.Credentials;
    }

    public void Forget(ImageStatus image) => images.Remove(image.Id);

    /// <param name="find">What the pod can show; asked for only where it matters.</param>
    public bool MayUse(ImageStatus image, string reference, Func<IReadOnlyList<PullCredentials>> find)
    {
        if (!images.TryGetValue(image.Id, out var repositories)) return true;
        if (!repositories.TryGetValue(ImageNames.Repository(reference), out var access)) return false;
        if (access.IsEverybodys) return true;
        foreach (var shown in find())
        {
            // The same secret, also with other words in it, or the same words in another secret.
            if (!access.Secrets.ContainsKey(shown.Secret) && !access.Secrets.ContainsValue(shown.Credentials)) continue;
            access.Secrets[shown.Secret] = shown.Credentials;
            return true;
        }

        return false;
    }

    private sealed class Access
    {
        public bool IsEverybodys { get; set; }

        public Dictionary<string, ImagePullSecret> Secrets { get; } = new(StringComparer.Ordinal);
    }
}
