using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Http;

namespace Podlab.Engine.Apiserver.Bootstrap;

/// <summary>What kubeadm, and with it kind and minikube, puts into kube-system: the Service kube-dns, the Deployment coredns behind it, the DaemonSet kube-proxy.</summary>
/// <remarks>Follows cmd/kubeadm/app/phases/addons/{dns,proxy}/manifests.go (v1.36.3), without the roles: there is no authorization.</remarks>
internal static class SystemPods
{
    private const string Manifests = "Podlab.Engine.Bootstrap.system-pods.yaml";

    public static void Create(ApiServer api)
    {
        using var stream = typeof(SystemPods).Assembly.GetManifestResourceStream(Manifests)!;
        using var reader = new StreamReader(stream);
        foreach (var manifest in reader.ReadToEnd().Split("\n---\n"))
        {
            var answer = api.Http.Answer(new ApiRequest { Method = "POST", Path = PathOf(manifest), ContentType = "application/yaml", Body = Encoding.UTF8.GetBytes(manifest) });
            if (answer.Code >= 300) throw new InvalidOperationException(Encoding.UTF8.GetString(answer.Body.Span));
        }
    }

    private static string PathOf(string manifest)
    {
        string Field(string name) => manifest.Split('\n').First(line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..];
        var (version, kind) = (Field("apiVersion: "), Field("kind: "));
        var resource = Resources.All.First(resource => resource.Kind.Kind == kind && resource.Kind.ApiVersion == version);
        return $"{(version == "v1" ? "/api/" : "/apis/")}{version}/namespaces/kube-system/{resource.Name}";
    }
}
