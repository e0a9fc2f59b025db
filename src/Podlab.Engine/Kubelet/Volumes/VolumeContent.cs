using System.Text;
using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Environment;
using Podlab.Engine.Kubelet.Workers;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Volumes;

/// <summary>The files of volumes that the kubelet fills: config maps, secrets, the downward API, and projections of all.</summary>
/// <remarks>Follows pkg/volume/configmap, secret, downwardapi and projected (v1.36.3).</remarks>
internal sealed class VolumeContent(KubeletContext context)
{
    private const int DefaultMode = 0b110_100_100;
    private const int TokenMode = 0b110_000_000;
    private readonly FieldValues fields = new(context);
    private readonly ServiceAccountTokens tokens = new(context);

    /// <summary>Null: the volume is not one that the kubelet fills.</summary>
    /// <exception cref="ConfigException">Something the volume names is missing.</exception>
    public List<VolumeFile>? Render(PodWorker worker, Volume volume, IReadOnlyList<string> podIps)
    {
        var pod = worker.Pod;
        var files = new List<VolumeFile>();
        var @namespace = pod.Metadata.Namespace ?? "";
        if (volume.ConfigMap is { } map) AddConfigMap(files, @namespace, map.Name ?? "", map.Items, map.Optional == true, map.DefaultMode ?? DefaultMode);
        else if (volume.Secret is { } secret) AddSecret(files, @namespace, secret.SecretName ?? "", secret.Items, secret.Optional == true, secret.DefaultMode ?? DefaultMode);
        else if (volume.DownwardAPI is { } downward) AddDownward(files, worker, downward.Items, downward.DefaultMode ?? DefaultMode, podIps);
        else if (volume.Projected is { } projected) AddProjected(files, worker, projected, podIps);
        else return null;
        return files;
    }

    /// <summary>Forgets what was made for a pod that has ended.</summary>
    public void Forget(string uid) => tokens.Forget(uid);

    /// <summary>The user that all containers run as, where the spec says so.</summary>
    private static long? OnlyUser(PodSpec spec)
    {
        long? only = null;
        foreach (var container in (IEnumerable<Container>)[.. spec.InitContainers, .. spec.Containers])
        {
            if ((container.SecurityContext?.RunAsUser ?? spec.SecurityContext?.RunAsUser) is not { } user || (only is { } other && other != user)) return null;
            only = user;
        }

        return only;
    }

    private static void AddItems<T>(List<VolumeFile> files, ValueMap<T> data, ValueList<KeyToPath> items, int mode, bool optional, string what, Func<T, byte[]> bytes)
    {
        if (items.IsEmpty)
        {
            foreach (var (key, value) in data) files.Add(new VolumeFile(key, bytes(value), mode));
            return;
        }

        foreach (var item in items)
        {
            if (data.TryGetValue(item.Key, out var value)) files.Add(new VolumeFile(item.Path, bytes(value), item.Mode ?? mode));
            else if (!optional) throw new ConfigException(what == "configmap" ? $"configmap references non-existent config key: {item.Key}" : $"references non-existent secret key: {item.Key}");
        }
    }

    private void AddConfigMap(List<VolumeFile> files, string @namespace, string name, ValueList<KeyToPath> items, bool optional, int mode)
    {
        if (context.Api.Of<ConfigMap>().Find(@namespace, name) is not { } found)
        {
            if (!optional) throw new ConfigException($"configmap \"{name}\" not found");
            return;
        }

        var data = found.BinaryData.IsEmpty
            ? found.Data.Select(entry => KeyValuePair.Create(entry.Key, Encoding.UTF8.GetBytes(entry.Value))).ToValueMap()
            : found.Data.Select(entry => KeyValuePair.Create(entry.Key, Encoding.UTF8.GetBytes(entry.Value)))
                .Concat(found.BinaryData.Select(entry => KeyValuePair.Create(entry.Key, entry.Value.ToBytes()))).ToValueMap();
        AddItems(files, data, items, mode, optional, "configmap", bytes => bytes);
    }

    private void AddSecret(List<VolumeFile> files, string @namespace, string name, ValueList<KeyToPath> items, bool optional, int mode)
    {
        if (context.Api.Of<Secret>().Find(@namespace, name) is { } found) AddItems(files, found.Data, items, mode, optional, "secret", value => value.ToBytes());
        else if (!optional) throw new ConfigException($"secret \"{name}\" not found");
    }

    private void AddDownward(List<VolumeFile> files, PodWorker worker, ValueList<DownwardAPIVolumeFile> items, int mode, IReadOnlyList<string> podIps)
    {
        foreach (var item in items)
        {
            var text = item.FieldRef is { } field
                ? field.FieldPath == "metadata.annotations" ? FieldValues.Annotations(worker.Pod, worker.SeenAt) : fields.Field(worker.Pod, field.FieldPath, podIps)
                : item.ResourceFieldRef is { } resource ? fields.Resource(worker.Pod, Container.Empty, resource) : "";
            files.Add(new VolumeFile(item.Path, Encoding.UTF8.GetBytes(text), item.Mode ?? mode));
        }
    }

    private void AddProjected(List<VolumeFile> files, PodWorker worker, ProjectedVolumeSource projected, IReadOnlyList<string> podIps)
    {
        var pod = worker.Pod;
        var @namespace = pod.Metadata.Namespace ?? "";
        var mode = projected.DefaultMode ?? DefaultMode;
        foreach (var source in projected.Sources)
        {
            if (source.ConfigMap is { } map) AddConfigMap(files, @namespace, map.Name ?? "", map.Items, map.Optional == true, mode);
            if (source.Secret is { } secret) AddSecret(files, @namespace, secret.Name ?? "", secret.Items, secret.Optional == true, mode);
            if (source.DownwardAPI is { } downward) AddDownward(files, worker, downward.Items, mode, podIps);
            if (source.ServiceAccountToken is { } token)
            {
                // Whose token it is may read it: the group of the volumes, or the one user that all containers run as.
                var user = OnlyUser(pod.Spec);
                var own = user is not null || pod.Spec.SecurityContext?.FsGroup is not null;
                files.Add(new VolumeFile(token.Path, Encoding.ASCII.GetBytes(tokens.Get(pod, token)), own ? TokenMode : mode, user));
            }
        }
    }
}
