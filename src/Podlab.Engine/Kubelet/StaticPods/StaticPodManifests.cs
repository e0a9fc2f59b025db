namespace Podlab.Engine.Kubelet.StaticPods;

/// <summary>The folder of a node whose manifests the kubelet runs by itself, without anybody's asking (<c>/etc/kubernetes/manifests</c>).</summary>
public sealed class StaticPodManifests
{
    private readonly SortedDictionary<string, string> files = new(StringComparer.Ordinal);

    /// <summary>By file name.</summary>
    public IReadOnlyDictionary<string, string> Files => files;

    internal Action? Changed { get; set; }

    /// <summary>Takes a change (file, manifest or null) for an input of a recording and carries it out; false: nobody keeps one.</summary>
    internal Func<string, string?, bool>? Recorded { get; set; }

    /// <summary>Writes a file; the kubelet sees it at once.</summary>
    /// <param name="file">Its name: <c>web.yaml</c>.</param>
    /// <param name="manifest">One pod, as YAML or JSON.</param>
    /// <exception cref="FormatException">It is no manifest of a pod: a real kubelet would only say so in its log.</exception>
    public void Put(string file, string manifest)
    {
        StaticPodReader.Read(file, manifest, "node", DateTimeOffset.UnixEpoch);
        if (Recorded?.Invoke(file, manifest) == true) return;
        files[file] = manifest;
        Changed?.Invoke();
    }

    /// <returns>False: there is no such file.</returns>
    public bool Remove(string file)
    {
        if (!files.ContainsKey(file)) return false;
        if (Recorded?.Invoke(file, null) == true) return true;
        files.Remove(file);
        Changed?.Invoke();
        return true;
    }
}
