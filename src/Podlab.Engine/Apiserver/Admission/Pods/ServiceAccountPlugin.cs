using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Chance;

namespace Podlab.Engine.Apiserver.Admission.Pods;

/// <summary>Every pod has an account, and unless told otherwise the account's token in a volume.</summary>
/// <remarks>Follows plugin/pkg/admission/serviceaccount/admission.go (v1.36.3).</remarks>
internal sealed class ServiceAccountPlugin(ApiServer server, SeededRandom random) : IAdmissionPlugin
{
    private const string DefaultName = "default";
    private const string MirrorAnnotation = "kubernetes.io/config.mirror";
    private const string EnforceAnnotation = "kubernetes.io/enforce-mountable-secrets";
    private const string MountPath = "/var/run/secrets/kubernetes.io/serviceaccount";
    private const string VolumePrefix = "kube-api-access-";
    private static readonly ResourceInfo Accounts = ApiServer.ResourceOf(ServiceAccount.GroupVersionKind);
    private readonly SeededRandom suffixes = random.Fork("token-volumes");

    public string Name => PluginNames.ServiceAccount;

    public bool Handles(AdmissionOperation operation, ResourceInfo resource, string? subresource) =>
        operation == AdmissionOperation.Create && subresource is null && resource.Kind == Pod.GroupVersionKind;

    public IKubernetesObject Admit(AdmissionRequest request)
    {
        if (!request.IsCreate || request.Object is not Pod pod || request.Subresource is not null || IsMirror(pod)) return request.Object!;
        var name = string.IsNullOrEmpty(pod.Spec.ServiceAccountName) ? DefaultName : pod.Spec.ServiceAccountName;
        pod = pod with { Spec = pod.Spec with { ServiceAccountName = name, ServiceAccount = name } };
        var account = Account(request, name);
        if (ShouldMount(pod, account)) pod = WithToken(pod);
        if (pod.Spec.ImagePullSecrets.IsEmpty && !account.ImagePullSecrets.IsEmpty) pod = pod with { Spec = pod.Spec with { ImagePullSecrets = account.ImagePullSecrets } };
        return pod;
    }

    public void Check(AdmissionRequest request)
    {
        if (request.Object is not Pod pod || request.IsDelete) return;
        if (IsMirror(pod))
        {
            if (request.IsCreate && request.Subresource is null) CheckMirror(request, pod);
            return;
        }

        if (!request.IsCreate || request.Subresource is not null) return;
        var account = Account(request, pod.Spec.ServiceAccountName ?? DefaultName);
        if (account.Metadata.Annotations.GetValueOrDefault(EnforceAnnotation) == "true") MountableSecrets.Check(request, pod, account);
    }

    private static bool IsMirror(Pod pod) => pod.Metadata.Annotations.ContainsKey(MirrorAnnotation);

    private static void CheckMirror(AdmissionRequest request, Pod pod)
    {
        if (!string.IsNullOrEmpty(pod.Spec.ServiceAccountName)) throw request.Refuse("a mirror pod may not reference service accounts");
        foreach (var volume in pod.Spec.Volumes)
        {
            if (volume.Secret is not null) throw request.Refuse("a mirror pod may not reference secrets");
            if (volume.Projected is { } projected && projected.Sources.Any(source => source.ServiceAccountToken is not null))
                throw request.Refuse("a mirror pod may not use ServiceAccountToken volume projections");
        }
    }

    private static bool ShouldMount(Pod pod, ServiceAccount account) => pod.Spec.AutomountServiceAccountToken ?? account.AutomountServiceAccountToken ?? true;

    private ServiceAccount Account(AdmissionRequest request, string name)
    {
        if (server.Store.Find(Accounts, request.Namespace, name)?.Value is ServiceAccount found) return found;
        // Kubernetes waits here until the controller has made the default account of a new namespace. Time does not pass within a request, so it is made here.
        if (name == DefaultName) return server.Of<ServiceAccount>().Create(new ServiceAccount { Metadata = new ObjectMeta { Name = name, Namespace = request.Namespace } }, "kube-controller-manager");
        throw request.Refuse($"error looking up service account {request.Namespace}/{name}: serviceaccount {GoText.Quote(name)} not found");
    }

    private Pod WithToken(Pod pod)
    {
        var existing = pod.Spec.Volumes.FirstOrDefault(volume => volume.Name.StartsWith(VolumePrefix, StringComparison.Ordinal) && volume.Projected is not null)?.Name;
        var name = existing ?? VolumePrefix + suffixes.NextSuffix();
        var mount = new VolumeMount { Name = name, MountPath = MountPath, ReadOnly = true };
        var mounted = false;
        Container Mounted(Container container)
        {
            if (container.VolumeMounts.Any(own => own.MountPath == MountPath)) return container;
            mounted = true;
            return container with { VolumeMounts = container.VolumeMounts.Add(mount) };
        }

        var spec = pod.Spec with { Containers = pod.Spec.Containers.Map(Mounted), InitContainers = pod.Spec.InitContainers.Map(Mounted) };
        if (mounted && existing is null) spec = spec with { Volumes = spec.Volumes.Add(TokenVolume(name)) };
        return pod with { Spec = spec };
    }

    private static Volume TokenVolume(string name) => new()
    {
        Name = name,
        Projected = new ProjectedVolumeSource
        {
            DefaultMode = 420,
            Sources =
            [
                new VolumeProjection { ServiceAccountToken = new ServiceAccountTokenProjection { ExpirationSeconds = 3607, Path = "token" } },
                new VolumeProjection { ConfigMap = new ConfigMapProjection { Name = "kube-root-ca.crt", Items = [new KeyToPath { Key = "ca.crt", Path = "ca.crt" }] } },
                new VolumeProjection
                {
                    DownwardAPI = new DownwardAPIProjection
                    {
                        Items = [new DownwardAPIVolumeFile { Path = "namespace", FieldRef = new ObjectFieldSelector { ApiVersion = "v1", FieldPath = "metadata.namespace" } }],
                    },
                },
            ],
        },
    };
}
