using System.Globalization;
using Podlab.Api.Model;

namespace Podlab.Engine.Kubelet.Environment;

/// <summary>The variables that tell a container where services are.</summary>
/// <remarks>Follows pkg/kubelet/envvars/envvars.go (v1.36.3).</remarks>
internal static class ServiceVariables
{
    /// <param name="links">Whether the services of the pod's own namespace are told, besides that of the API.</param>
    public static List<KeyValuePair<string, string>> For(KubeletContext context, string @namespace, bool links)
    {
        var result = new List<KeyValuePair<string, string>>();
        var services = context.Api.Of<Service>();
        if (services.Find("default", "kubernetes") is { } api) Add(result, api);
        if (!links) return result;
        foreach (var service in services.List(@namespace))
        {
            if (service.Metadata is { Namespace: "default", Name: "kubernetes" }) continue;
            Add(result, service);
        }

        return result;
    }

    private static void Add(List<KeyValuePair<string, string>> result, Service service)
    {
        var ip = service.Spec.ClusterIP;
        if (string.IsNullOrEmpty(ip) || ip == "None" || service.Spec.Ports.IsEmpty) return;
        var name = Variable(service.Metadata.Name ?? "");
        void Put(string key, string value) => result.Add(KeyValuePair.Create(name + key, value));
        Put("_SERVICE_HOST", ip);
        Put("_SERVICE_PORT", Text(service.Spec.Ports[0].Port));
        foreach (var port in service.Spec.Ports)
        {
            if (!string.IsNullOrEmpty(port.Name)) Put("_SERVICE_PORT_" + Variable(port.Name), Text(port.Port));
        }

        for (var i = 0; i < service.Spec.Ports.Count; i++)
        {
            var port = service.Spec.Ports[i];
            var protocol = string.IsNullOrEmpty(port.Protocol) ? "TCP" : port.Protocol;
            var url = $"{protocol.ToLowerInvariant()}://{ip}:{Text(port.Port)}";
            if (i == 0) Put("_PORT", url);
            var prefix = $"_PORT_{Text(port.Port)}_{protocol}";
            Put(prefix, url);
            Put(prefix + "_PROTO", protocol.ToLowerInvariant());
            Put(prefix + "_PORT", Text(port.Port));
            Put(prefix + "_ADDR", ip);
        }
    }

    private static string Variable(string name) => name.ToUpperInvariant().Replace('-', '_');

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
