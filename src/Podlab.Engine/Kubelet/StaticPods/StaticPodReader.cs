using System.Globalization;
using System.Text;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Api.Yaml;

namespace Podlab.Engine.Kubelet.StaticPods;

/// <summary>Makes a pod of a manifest on the node.</summary>
/// <remarks>Follows pkg/kubelet/config/common.go applyDefaults and file.go (v1.36.3): the name ends in the node's, and the uid is a hash of what the pod is.</remarks>
internal static class StaticPodReader
{
    public const string HashAnnotation = "kubernetes.io/config.hash";
    public const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string SeenAnnotation = "kubernetes.io/config.seen";
    private const string SourceAnnotation = "kubernetes.io/config.source";

    public static Pod Read(string file, string manifest, string nodeName, DateTimeOffset seen)
    {
        var pod = Decode(file, manifest);
        if (string.IsNullOrEmpty(pod.Metadata.Name)) throw new FormatException($"{file}: the pod has no name");
        pod = (Pod)ResourceStrategies.Of(Pod.GroupVersionKind).Default(pod with
        {
            Metadata = pod.Metadata with { Name = $"{pod.Metadata.Name}-{nodeName.ToLowerInvariant()}", Namespace = string.IsNullOrEmpty(pod.Metadata.Namespace) ? "default" : pod.Metadata.Namespace },
            Spec = pod.Spec with { NodeName = nodeName, Tolerations = pod.Spec.Tolerations.Add(new Toleration { Operator = "Exists", Effect = "NoExecute" }) },
        });
        var hash = Hash($"{nodeName}\n{file}\n{manifest}");
        return pod with
        {
            Metadata = pod.Metadata with
            {
                Uid = hash,
                Annotations = pod.Metadata.Annotations.Set(HashAnnotation, hash).Set(SeenAnnotation, seen.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff00K", CultureInfo.InvariantCulture)).Set(SourceAnnotation, "file"),
            },
            Status = new PodStatus { Phase = "Pending" },
        };
    }

    private static Pod Decode(string file, string manifest)
    {
        var document = YamlReader.Read(manifest);
        if (document.Error is { } error) throw new FormatException($"{file}: {error.Message}");
        var decoder = new JsonDecoder(document.Json.Span, new DecodeLog());
        var pod = Pod.Read(ref decoder);
        if (pod.Kind != "Pod" || pod.Spec.Containers.IsEmpty) throw new FormatException($"{file}: this is no manifest of a pod");
        return pod;
    }

    /// <summary>32 hexadecimal digits that stand for a text.</summary>
    private static string Hash(string text) => Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.UTF8.GetBytes(text)));
}
