using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Network.Names;

/// <summary>The cluster's name server: answers for services and pods from the API's objects, as CoreDNS does with the Corefile of kubeadm.</summary>
/// <remarks>
/// Follows the Kubernetes DNS specification 1.1.0 (github.com/kubernetes/dns/blob/master/docs/specification.md) and CoreDNS' plugin/kubernetes with
/// <c>pods insecure</c> and <c>ttl 30</c>. A name is known in the instant in which the object is: CoreDNS' watch takes some milliseconds more.
/// </remarks>
public sealed class ClusterDns : INameServer
{
    private const int TtlSeconds = 30;
    private const string NameLabel = "kubernetes.io/service-name";
    private readonly ApiServer api;
    private readonly string domain;
    private readonly ObjectIndex<EndpointSlice> slices;

    /// <param name="domain">The domain it answers for: <c>cluster.local</c>.</param>
    public ClusterDns(ApiServer api, string domain)
    {
        this.api = api;
        this.domain = domain;
        slices = api.Of<EndpointSlice>().Index(slice => slice.Metadata.Labels.TryGetValue(NameLabel, out var name) ? $"{slice.Metadata.Namespace}/{name}" : null);
    }

    /// <summary>Who is asked for names outside of the cluster; null: nobody, no such name exists.</summary>
    public INameServer? Upstream { get; set; }

    /// <inheritdoc/>
    public DnsAnswer Query(string name, DnsRecordType type)
    {
        var asked = name.TrimEnd('.');
        var labels = asked.ToLowerInvariant().Split('.');
        if (ReverseAddress(labels) is { } address) return Reverse(asked, address, type);
        var zone = domain.Split('.');
        if (labels.Length < zone.Length || !labels[^zone.Length..].SequenceEqual(zone)) return Upstream?.Query(asked, type) ?? DnsAnswer.NoSuchName;
        labels = labels[..^zone.Length];
        return labels switch
        {
            [] or ["svc"] or ["pod"] => DnsAnswer.Empty,
            ["dns-version"] => type == DnsRecordType.TXT ? Answer(new DnsRecord(asked, type, "1.1.0", TtlSeconds)) : DnsAnswer.Empty,
            [var space, "svc" or "pod"] => Exists(space) ? DnsAnswer.Empty : DnsAnswer.NoSuchName,
            [var dashed, var space, "pod"] => PodAddress(asked, dashed, space, type),
            [var service, var space, "svc"] => OfService(asked, space, service, null, null, null, type),
            [var first, var second, var service, var space, "svc"] when first.StartsWith('_') && second.StartsWith('_') => OfService(asked, space, service, null, first[1..], second[1..], type),
            [var endpoint, var service, var space, "svc"] => OfService(asked, space, service, endpoint, null, null, type),
            _ => DnsAnswer.NoSuchName,
        };
    }

    private static DnsAnswer Answer(params IEnumerable<DnsRecord> records) => new(DnsCode.NoError, [.. records]);

    private static string? ReverseAddress(string[] labels) => labels is [var d, var c, var b, var a, "in-addr", "arpa"] ? $"{a}.{b}.{c}.{d}" : null;

    /// <summary>The label of an endpoint: its hostname, else its address with dashes.</summary>
    private static string LabelOf(Endpoint endpoint) => string.IsNullOrEmpty(endpoint.Hostname) ? endpoint.Addresses[0].Replace('.', '-') : endpoint.Hostname;

    private bool Exists(string space) => api.Of<Namespace>().Find("", space) is not null;

    private DnsAnswer PodAddress(string asked, string dashed, string space, DnsRecordType type)
    {
        if (!Exists(space) || !System.Net.IPAddress.TryParse(dashed.Replace('-', '.'), out var address) || dashed.Count(letter => letter == '-') != 3) return DnsAnswer.NoSuchName;
        return type == DnsRecordType.A ? Answer(new DnsRecord(asked, type, address.ToString(), TtlSeconds)) : DnsAnswer.Empty;
    }

    /// <param name="endpoint">The label of one endpoint; null: all.</param>
    /// <param name="port">Without its underscore; null: all ports, <c>*</c> too.</param>
    private DnsAnswer OfService(string asked, string space, string name, string? endpoint, string? port, string? protocol, DnsRecordType type)
    {
        if (api.Of<Service>().Find(space, name) is not { } service) return DnsAnswer.NoSuchName;
        if (service.Spec.Type == "ExternalName") return endpoint is null && port is null ? Alias(asked, service, type) : DnsAnswer.NoSuchName;
        var suffix = $"{name}.{space}.svc.{domain}";
        if (endpoint is null && service.Spec.ClusterIP is not "None")
        {
            var ports = service.Spec.Ports.Where(own => port is null || (own.Name == port && string.Equals(own.Protocol ?? "TCP", protocol, StringComparison.OrdinalIgnoreCase))).ToList();
            if (port is not null && ports.Count == 0) return DnsAnswer.NoSuchName;
            return type switch
            {
                DnsRecordType.A => Answer(new DnsRecord(asked, type, service.Spec.ClusterIP ?? "", TtlSeconds)),
                DnsRecordType.SRV => Answer(ports.Select(own => new DnsRecord(asked, type, $"0 {100 / ports.Count} {own.Port} {suffix}", TtlSeconds))),
                _ => DnsAnswer.Empty,
            };
        }

        var found = Endpoints(space, name).Where(one => (endpoint is null || LabelOf(one.Endpoint).Equals(endpoint, StringComparison.OrdinalIgnoreCase))
            && (port is null || (one.Port?.Name == port && string.Equals(one.Port.Protocol ?? "TCP", protocol, StringComparison.OrdinalIgnoreCase)))).ToList();
        if (found.Count == 0) return DnsAnswer.NoSuchName;
        return type switch
        {
            DnsRecordType.A => Answer(found.DistinctBy(one => one.Endpoint.Addresses[0]).Select(one => new DnsRecord(asked, type, one.Endpoint.Addresses[0], TtlSeconds))),
            DnsRecordType.SRV => Answer(found.Where(one => one.Port is not null).Select(one =>
                new DnsRecord(asked, type, $"0 {Math.Max(1, 100 / found.Count)} {one.Port!.Port} {LabelOf(one.Endpoint)}.{suffix}", TtlSeconds))),
            _ => DnsAnswer.Empty,
        };
    }

    /// <summary>The alias alone where nobody knows the name behind it.</summary>
    private DnsAnswer Alias(string asked, Service service, DnsRecordType type)
    {
        var target = (service.Spec.ExternalName ?? "").TrimEnd('.');
        var alias = new DnsRecord(asked, DnsRecordType.CNAME, target, TtlSeconds);
        if (type == DnsRecordType.CNAME) return Answer(alias);
        var behind = Query(target, type);
        return behind.Code == DnsCode.NoError ? Answer([alias, .. behind.Records]) : new DnsAnswer(behind.Code, [alias]);
    }

    /// <summary>Ready endpoints with each of their ports; one without ports stands alone.</summary>
    private List<(Endpoint Endpoint, DiscoveryEndpointPort? Port)> Endpoints(string space, string name)
    {
        var result = new List<(Endpoint, DiscoveryEndpointPort?)>();
        foreach (var slice in slices.Find($"{space}/{name}"))
        {
            foreach (var endpoint in slice.Endpoints)
            {
                if (endpoint.Conditions.Ready == false || endpoint.Addresses.IsEmpty) continue;
                if (slice.Ports.IsEmpty) result.Add((endpoint, null));
                foreach (var port in slice.Ports) result.Add((endpoint, port));
            }
        }

        return result;
    }

    private DnsAnswer Reverse(string asked, string address, DnsRecordType type)
    {
        var names = new List<string>();
        foreach (var service in api.Of<Service>().List())
        {
            if (service.Spec.ClusterIP == address) names.Add($"{service.Metadata.Name}.{service.Metadata.Namespace}.svc.{domain}");
        }

        if (names.Count == 0)
        {
            foreach (var slice in api.Of<EndpointSlice>().List())
            {
                if (!slice.Metadata.Labels.TryGetValue(NameLabel, out var name)) continue;
                foreach (var endpoint in slice.Endpoints)
                {
                    if (endpoint.Conditions.Ready != false && !endpoint.Addresses.IsEmpty && endpoint.Addresses[0] == address) names.Add($"{LabelOf(endpoint)}.{name}.{slice.Metadata.Namespace}.svc.{domain}");
                }
            }
        }

        if (names.Count == 0) return Upstream?.Query(asked, type) ?? DnsAnswer.NoSuchName;
        return type == DnsRecordType.PTR ? Answer(names.Distinct().Select(found => new DnsRecord(asked, type, found, TtlSeconds))) : DnsAnswer.Empty;
    }
}
