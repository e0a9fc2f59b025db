using System.Globalization;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Causes;

/// <summary>Why a service answers nobody: no selector, no pod that it selects, none of them ready, or a port that nobody has.</summary>
internal sealed class ServiceCauses(Cluster cluster)
{
    private readonly ApiServer api = cluster.Api;
    private readonly SpecLines lines = new(cluster.Api);
    private readonly PodCauses pods = new(cluster);

    public Cause Explain(Service service)
    {
        var endpoints = Endpoints(service).ToList();
        var ready = endpoints.Count(endpoint => endpoint.Conditions.Ready != false);
        return new Cause(CauseKind.Symptom, service.Spec.Type == "ExternalName"
            ? $"Service {service.Metadata.Name} is a name for {service.Spec.ExternalName}"
            : string.Create(CultureInfo.InvariantCulture, $"Service {service.Metadata.Name} has {ready} ready endpoint{(ready == 1 ? "" : "s")}"))
        {
            Because = [.. Because(service, ready)],
        };
    }

    private IEnumerable<Cause> Because(Service service, int ready)
    {
        if (service.Spec.Type == "ExternalName")
            return [new Cause(CauseKind.Endpoints, "It has no endpoints of its own: whoever asks is sent to that name") { Line = lines.Of(service, "spec.externalName") }];
        var selected = service.Spec.Selector.Count == 0 ? [] : Selected(service);
        if (Unresolved(service, selected) is { } port) return [port];
        if (ready > 0) return [Listening(service, selected) ?? new Cause(CauseKind.Healthy, "Traffic finds a ready pod")];
        if (service.Spec.Selector.Count == 0)
            return [new Cause(CauseKind.Endpoints, "It selects no pods, so somebody has to write its endpoints by hand, and nobody did") { Line = lines.Of(service, "spec.selector") }];
        if (selected.Count == 0) return [NobodySelected(service)];
        return
        [
            new Cause(CauseKind.Endpoints, string.Create(CultureInfo.InvariantCulture, $"It selects {selected.Count} pod{(selected.Count == 1 ? "" : "s")}, and none is ready"))
            {
                Because = [.. pods.ExplainUnready(selected)],
            },
        ];
    }

    private Cause NobodySelected(Service service)
    {
        var wanted = service.Spec.Selector;
        var nearest = api.Of<Pod>().List(service.Metadata.Namespace)
            .Select(pod => (Pod: pod, Shared: wanted.ToArray().Count(label => pod.Metadata.Labels.GetValueOrDefault(label.Key) == label.Value), SameKeys: wanted.Keys.Count(key => pod.Metadata.Labels.ContainsKey(key))))
            .Where(candidate => candidate.SameKeys > 0)
            .OrderByDescending(candidate => (candidate.Shared, candidate.SameKeys)).FirstOrDefault().Pod;
        return new Cause(CauseKind.Endpoints, $"No pod in namespace {service.Metadata.Namespace} has the labels that it selects")
        {
            Evidence = nearest is null ? [] : [$"nearest: pod {nearest.Metadata.Name} has {string.Join(", ", wanted.Keys.Select(key => nearest.Metadata.Labels.GetValueOrDefault(key) is { } value ? $"{key}={value}" : $"no {key}"))}"],
            Line = lines.Of(service, "spec.selector"),
        };
    }

    /// <summary>A target port by a name that no container of the pods has.</summary>
    private Cause? Unresolved(Service service, IReadOnlyList<Pod> selected)
    {
        if (selected.Count == 0) return null;
        for (var i = 0; i < service.Spec.Ports.Count; i++)
        {
            if (service.Spec.Ports[i].TargetPort is not { IsString: true } target) continue;
            var names = selected.SelectMany(pod => pod.Spec.Containers).SelectMany(container => container.Ports).Select(port => port.Name).OfType<string>().Distinct().Order(StringComparer.Ordinal).ToList();
            if (names.Contains(target.StringValue, StringComparer.Ordinal)) continue;
            return new Cause(CauseKind.Endpoints, $"It sends to the port named {target.StringValue}, and no container of its pods has a port of that name")
            {
                Evidence = [names.Count == 0 ? "the pods name no ports" : $"the pods' ports: {string.Join(", ", names)}"],
                Line = lines.Of(service, string.Create(CultureInfo.InvariantCulture, $"spec.ports[{i}].targetPort")),
            };
        }

        return null;
    }

    /// <summary>A target port on which nobody listens: the connection is refused though the endpoints are ready.</summary>
    private Cause? Listening(Service service, IReadOnlyList<Pod> selected)
    {
        for (var i = 0; i < service.Spec.Ports.Count; i++)
        {
            var port = service.Spec.Ports[i];
            if (port.Protocol is "UDP" or "SCTP" || port.TargetPort is { IsString: true }) continue;
            var number = port.TargetPort is { IntValue: > 0 } target ? target.IntValue : port.Port;
            var homes = selected.Select(pod => cluster.Network.Find(pod.Status.PodIP ?? "")).Where(home => home is not null).ToList();
            if (homes.Count == 0 || homes.Any(home => home!.Listeners.Any(listener => listener.Port == number && !listener.Address.StartsWith("127.", StringComparison.Ordinal)))) continue;
            return new Cause(CauseKind.Endpoints, string.Create(CultureInfo.InvariantCulture, $"Its pods are ready, and none of them listens on port {number}: a connection is refused"))
            {
                Line = lines.Of(service, string.Create(CultureInfo.InvariantCulture, $"spec.ports[{i}].{(port.TargetPort is null ? "port" : "targetPort")}")),
            };
        }

        return null;
    }

    private IReadOnlyList<Pod> Selected(Service service) => [.. api.Of<Pod>().List(service.Metadata.Namespace)
        .Where(pod => service.Spec.Selector.ToArray().All(label => pod.Metadata.Labels.GetValueOrDefault(label.Key) == label.Value))];

    private IEnumerable<Endpoint> Endpoints(Service service) => api.Of<EndpointSlice>().List(service.Metadata.Namespace)
        .Where(slice => slice.Metadata.Labels.GetValueOrDefault("kubernetes.io/service-name") == service.Metadata.Name)
        .SelectMany(slice => slice.Endpoints);
}
