using System.Text;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>The names of a real server's health checks. Ours is one process that either answers or does not, so all of them hold.</summary>
internal static class HealthChecks
{
    private static readonly string[] Common =
    [
        "poststarthook/start-apiserver-admission-initializer", "poststarthook/generic-apiserver-start-informers", "poststarthook/priority-and-fairness-config-consumer",
        "poststarthook/priority-and-fairness-filter", "poststarthook/storage-object-count-tracker-hook", "poststarthook/start-apiextensions-informers",
        "poststarthook/start-apiextensions-controllers", "poststarthook/crd-informer-synced", "poststarthook/start-system-namespaces-controller",
        "poststarthook/peer-endpoint-reconciler-controller", "poststarthook/start-cluster-authentication-info-controller",
        "poststarthook/start-kube-apiserver-identity-lease-controller", "poststarthook/start-kube-apiserver-identity-lease-garbage-collector",
        "poststarthook/storage-readiness", "poststarthook/start-legacy-token-tracking-controller", "poststarthook/start-service-ip-repair-controllers",
        "poststarthook/scheduling/bootstrap-system-priority-classes", "poststarthook/priority-and-fairness-config-producer", "poststarthook/bootstrap-controller",
        "poststarthook/start-kubernetes-service-cidr-controller", "poststarthook/start-kube-aggregator-informers",
        "poststarthook/apiservice-status-local-available-controller", "poststarthook/apiservice-status-remote-available-controller",
        "poststarthook/apiservice-registration-controller", "poststarthook/apiservice-discovery-controller", "poststarthook/kube-apiserver-autoregistration",
        "autoregister-completion", "poststarthook/apiservice-openapi-controller", "poststarthook/apiservice-openapiv3-controller",
    ];

    /// <param name="endpoint">healthz, livez or readyz.</param>
    public static IReadOnlyList<string> Of(string endpoint) => endpoint switch
    {
        "readyz" => ["ping", "log", "etcd", "etcd-readiness", "informer-sync", .. Common, "shutdown"],
        _ => ["ping", "log", "etcd", .. Common],
    };

    /// <summary>All paths below the endpoint, as the server's index lists them.</summary>
    public static IEnumerable<string> Paths(string endpoint)
    {
        yield return $"/{endpoint}";
        // The certificate's check is only on the list of the two older endpoints.
        IEnumerable<string> own = endpoint == "readyz" ? Of(endpoint) : Of(endpoint).Append("loopback-serving-certificate");
        foreach (var check in own.Order(StringComparer.Ordinal)) yield return $"/{endpoint}/{check}";
    }

    public static string Verbose(string endpoint, IReadOnlyCollection<string> excluded)
    {
        var text = new StringBuilder();
        foreach (var check in Of(endpoint)) text.Append("[+]").Append(check).Append(excluded.Contains(check) ? " excluded: ok\n" : " ok\n");
        return text.Append(endpoint).Append(" check passed\n").ToString();
    }
}
