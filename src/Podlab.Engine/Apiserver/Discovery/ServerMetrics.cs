using System.Globalization;
using System.Text;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Discovery;

/// <summary>Counts in Prometheus' text format, under Kubernetes' names where it has them.</summary>
internal sealed class ServerMetrics(ApiServer server)
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<(string Verb, string Resource, int Code), long> requests = [];

    public void Count(string verb, string resource, int code)
    {
        lock (gate)
        {
            var key = (verb, resource, code);
            requests[key] = requests.GetValueOrDefault(key) + 1;
        }
    }

    public string Write()
    {
        var text = new StringBuilder();
        text.Append("# HELP apiserver_request_total Requests answered, by verb, resource and code.\n# TYPE apiserver_request_total counter\n");
        lock (gate)
        {
            foreach (var ((verb, resource, code), count) in requests)
                text.Append(CultureInfo.InvariantCulture, $"apiserver_request_total{{code=\"{code}\",resource=\"{resource}\",verb=\"{verb}\"}} {count}\n");
        }

        text.Append("# HELP apiserver_storage_objects Objects stored, by resource.\n# TYPE apiserver_storage_objects gauge\n");
        foreach (var resource in Resources.All.OrderBy(resource => resource.QualifiedName, StringComparer.Ordinal))
        {
            if (server.Store.Count(resource) is > 0 and var count)
                text.Append(CultureInfo.InvariantCulture, $"apiserver_storage_objects{{resource=\"{resource.QualifiedName}\"}} {count}\n");
        }

        text.Append("# HELP apiserver_longrunning_requests Watches that are open.\n# TYPE apiserver_longrunning_requests gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"apiserver_longrunning_requests{{verb=\"WATCH\"}} {server.Watches.Count}\n");
        text.Append("# HELP etcd_current_revision Version of the last change.\n# TYPE etcd_current_revision gauge\n");
        text.Append(CultureInfo.InvariantCulture, $"etcd_current_revision {server.Store.ResourceVersion}\n");
        return text.ToString();
    }
}
