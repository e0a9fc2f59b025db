using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Tables;

internal static class NetworkTables
{
    private const int Shown = 3;

    public static ValueList<TableLayout> All { get; } =
    [
        TableLayout.For<Service>(
            [TableColumn.ObjectName, new("Type"), new("Cluster-IP"), new("External-IP"), new("Port(s)"), TableColumn.Age, TableColumn.Wide("Selector")],
            (item, now) =>
            [
                item.Metadata.Name, item.Spec.Type, Cell.OrNone(item.Spec.ClusterIPs.IsEmpty ? item.Spec.ClusterIP : item.Spec.ClusterIPs[0]), ExternalIp(item),
                Cell.OrNone(string.Join(',', item.Spec.Ports.Map(Port))), Cell.Age(item, now), Cell.Labels(item.Spec.Selector),
            ]),
        TableLayout.For<Endpoints>(
            [TableColumn.ObjectName, new("Endpoints"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Subsets.IsEmpty ? Cell.None : Cell.Some(Addresses(item), Shown), Cell.Age(item, now)]),
        TableLayout.For<EndpointSlice>(
            [TableColumn.ObjectName, new("AddressType"), new("Ports"), new("Endpoints"), TableColumn.Age],
            (item, now) =>
            [
                item.Metadata.Name, item.AddressType,
                SomeOrUnset([.. item.Ports.Map(port => port.Port is { } number ? Cell.Number(number) : port.Name ?? "*")]),
                SomeOrUnset([.. item.Endpoints.SelectMany(endpoint => endpoint.Addresses)]), Cell.Age(item, now),
            ]),
        TableLayout.For<Ingress>(
            [TableColumn.ObjectName, new("Class"), new("Hosts"), new("Address"), new("Ports"), TableColumn.Age],
            (item, now) =>
            [
                item.Metadata.Name, item.Spec.IngressClassName ?? Cell.None, Hosts(item.Spec.Rules),
                BalancerAddresses(item.Status.LoadBalancer.Ingress.Map(address => (address.Ip, address.Hostname))),
                item.Spec.Tls.IsEmpty ? "80" : "80, 443", Cell.Age(item, now),
            ]),
        TableLayout.For<IngressClass>(
            [TableColumn.ObjectName, new("Controller"), new("Parameters"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, item.Spec.Controller, Parameters(item.Spec.Parameters), Cell.Age(item, now)]),
        TableLayout.For<NetworkPolicy>(
            [TableColumn.ObjectName, new("Pod-Selector"), TableColumn.Age],
            (item, now) => [item.Metadata.Name, Cell.SelectorOrNone(item.Spec.PodSelector), Cell.Age(item, now)]),
    ];

    private static string Port(ServicePort port) => port.NodePort > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{port.Port}:{port.NodePort}/{port.Protocol}")
        : string.Create(CultureInfo.InvariantCulture, $"{port.Port}/{port.Protocol}");

    private static string ExternalIp(Service service)
    {
        var spec = service.Spec;
        switch (spec.Type)
        {
            case "ClusterIP" or "NodePort":
                return Cell.OrNone(string.Join(',', spec.ExternalIPs));
            case "LoadBalancer":
                var given = BalancerAddresses(service.Status.LoadBalancer.Ingress.Map(address => (address.Ip, address.Hostname)));
                var all = spec.ExternalIPs.IsEmpty ? given : string.Join(',', given.Length == 0 ? spec.ExternalIPs : spec.ExternalIPs.Prepend(given));
                return all.Length == 0 ? "<pending>" : all;
            case "ExternalName":
                return spec.ExternalName ?? "";
            default:
                return HumanDuration.Unknown;
        }
    }

    private static string BalancerAddresses(ValueList<(string? Ip, string? Hostname)> ingress) => string.Join(',', ingress
        .Select(address => string.IsNullOrEmpty(address.Ip) ? address.Hostname : address.Ip)
        .Where(address => !string.IsNullOrEmpty(address)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static List<string> Addresses(Endpoints endpoints)
    {
        var list = new List<string>();
        foreach (var subset in endpoints.Subsets)
        {
            if (subset.Ports.IsEmpty) list.AddRange(subset.Addresses.Select(address => address.Ip));
            foreach (var port in subset.Ports)
            {
                foreach (var address in subset.Addresses) list.Add(HostPort(address.Ip, port.Port));
            }
        }

        return list;
    }

    private static string HostPort(string ip, int port) => string.Create(CultureInfo.InvariantCulture, $"{(ip.Contains(':', StringComparison.Ordinal) ? $"[{ip}]" : ip)}:{port}");

    private static string SomeOrUnset(List<string> items) => Cell.Some(items, Shown) is { Length: > 0 } text ? text : Cell.Unset;

    private static string Hosts(ValueList<IngressRule> rules)
    {
        var named = new List<string>();
        var more = false;
        foreach (var rule in rules)
        {
            if (named.Count == Shown) more = true;
            else if (!string.IsNullOrEmpty(rule.Host)) named.Add(rule.Host);
        }

        if (named.Count == 0) return "*";
        return string.Join(',', named) + (more ? Cell.More(rules.Count, Shown) : "");
    }

    private static string Parameters(IngressClassParametersReference? parameters)
    {
        if (parameters is null) return Cell.None;
        return parameters.ApiGroup is { } group ? $"{parameters.Kind}.{group}/{parameters.Name}" : $"{parameters.Kind}/{parameters.Name}";
    }
}
