using System.Text.Json.Nodes;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;
using Podlab.Kubectl.Resources;

namespace Podlab.Kubectl.Describe;

/// <summary>Which describer is for which kind.</summary>
internal static class Describers
{
    public static async Task<string> TextAsync(Invocation call, ResourceObject item, bool events)
    {
        var w = new DescribeWriter(call.Clock.GetUtcNow());
        var value = item.Value;
        switch (item.Resource.Group, item.Resource.Kind)
        {
            case ("", "Pod"): PodDescriber.Write(w, value); break;
            case ("", "Node"): await NodeDescriber.WriteAsync(w, value, call.Client); break;
            case ("", "ConfigMap"): SmallDescribers.ConfigMap(w, value); break;
            case ("", "Secret"): SmallDescribers.Secret(w, value); return w.ToString();
            case ("", "ServiceAccount"): SmallDescribers.ServiceAccount(w, value); break;
            case ("", "ResourceQuota"): SmallDescribers.Quota(w, value); return w.ToString();
            case ("", "LimitRange"): SmallDescribers.Limits(w, value); return w.ToString();
            case ("", "Namespace"): ClusterDescribers.Namespace(w, value, await InAsync(call, item.Name, "resourcequotas"), await InAsync(call, item.Name, "limitranges")); return w.ToString();
            case ("", "Service"): NetworkDescribers.Service(w, value, await SlicesAsync(call, item)); break;
            case ("", "Endpoints"): NetworkDescribers.Endpoints(w, value); break;
            case ("discovery.k8s.io", "EndpointSlice"): NetworkDescribers.EndpointSlice(w, value); break;
            case ("", "PersistentVolumeClaim"): StorageDescribers.Claim(w, value, await InAsync(call, item.Namespace, "pods")); break;
            case ("", "PersistentVolume"): StorageDescribers.Volume(w, value); break;
            case ("", "ReplicationController"): WorkloadDescribers.ReplicaSet(w, value, await PodsAsync(call, item), controller: true); break;
            case ("apps", "ReplicaSet"): WorkloadDescribers.ReplicaSet(w, value, await PodsAsync(call, item), controller: false); break;
            case ("apps", "DaemonSet"): WorkloadDescribers.DaemonSet(w, value, await PodsAsync(call, item)); break;
            case ("apps", "StatefulSet"): WorkloadDescribers.StatefulSet(w, value, await PodsAsync(call, item)); break;
            case ("apps", "Deployment"): WorkloadDescribers.Deployment(w, value, await OwnedAsync(call, item, "/apis/apps/v1", "replicasets")); break;
            case ("batch", "Job"): JobDescribers.Job(w, value); break;
            case ("batch", "CronJob"): JobDescribers.CronJob(w, value); break;
            case ("policy", "PodDisruptionBudget"): SmallDescribers.Budget(w, value); break;
            case ("rbac.authorization.k8s.io", "Role" or "ClusterRole"): ClusterDescribers.Role(w, value); return w.ToString();
            case ("rbac.authorization.k8s.io", "RoleBinding" or "ClusterRoleBinding"): ClusterDescribers.Binding(w, value); return w.ToString();
            case ("scheduling.k8s.io", "PriorityClass"): ClassDescribers.PriorityClass(w, value); break;
            case ("storage.k8s.io", "StorageClass"): ClassDescribers.StorageClass(w, value); break;
            case ("storage.k8s.io", "VolumeAttributesClass"): ClassDescribers.VolumeAttributesClass(w, value); break;
            case ("storage.k8s.io", "CSINode"): ClassDescribers.DriverNode(w, value); break;
            case ("networking.k8s.io", "IngressClass"): ClassDescribers.IngressClass(w, value); break;
            case ("networking.k8s.io", "Ingress"): await IngressDescriber.WriteAsync(w, value, call.Client); break;
            case ("networking.k8s.io", "NetworkPolicy"): NetworkPolicyDescriber.Write(w, value); return w.ToString();
            case ("networking.k8s.io", "ServiceCIDR"): ClassDescribers.ServiceRange(w, value); break;
            case ("networking.k8s.io", "IPAddress"): ClassDescribers.Address(w, value); break;
            case ("autoscaling", "HorizontalPodAutoscaler"): AutoscalerDescriber.Write(w, value); break;
            default: GenericDescriber.Write(w, value); break;
        }

        if (events) EventsSection.Write(w, await EventsOfAsync(call, item));
        return w.ToString();
    }

    private static Task<List<JsonNode?>> PodsAsync(Invocation call, ResourceObject item) => OwnedAsync(call, item, "/api/v1", "pods");

    /// <summary>What a workload's selector finds and the workload owns.</summary>
    private static async Task<List<JsonNode?>> OwnedAsync(Invocation call, ResourceObject item, string root, string resource)
    {
        var selector = PodChoice.SelectorOf(item) ?? "";
        var uid = item.Value.Text("metadata", "uid");
        var list = await call.Client.GetAsync($"{root}/namespaces/{Uri.EscapeDataString(item.Namespace)}/{resource}?labelSelector={Uri.EscapeDataString(selector)}");
        return [.. list.Items("items").Where(o => o.Items("metadata", "ownerReferences").Any(r => r.True("controller") && r.Text("uid") == uid))];
    }

    private static async Task<List<JsonNode?>> InAsync(Invocation call, string @namespace, string resource) =>
        [.. (await call.Client.GetAsync($"/api/v1/namespaces/{Uri.EscapeDataString(@namespace)}/{resource}")).Items("items")];

    private static async Task<List<JsonNode?>> SlicesAsync(Invocation call, ResourceObject service)
    {
        var path = $"/apis/discovery.k8s.io/v1/namespaces/{Uri.EscapeDataString(service.Namespace)}/endpointslices?labelSelector={Uri.EscapeDataString("kubernetes.io/service-name=" + service.Name)}";
        return [.. (await call.Client.GetAsync(path)).Items("items")];
    }

    /// <summary>The events about an object.</summary>
    public static async Task<List<JsonNode?>> EventsOfAsync(Invocation call, ResourceObject item)
    {
        var uid = item.Value.Text("metadata", "uid");
        var found = await AboutAsync(call, item, uid);
        // Kubelets tell of their node by its name in place of its uid.
        if (item.Resource.Kind == "Node") found.AddRange(await AboutAsync(call, item, item.Name));
        return found;
    }

    private static async Task<List<JsonNode?>> AboutAsync(Invocation call, ResourceObject item, string uid)
    {
        var selector = $"involvedObject.name={item.Name},involvedObject.namespace={item.Namespace},involvedObject.uid={uid}";
        var path = item.Namespace.Length > 0 ? $"/api/v1/namespaces/{Uri.EscapeDataString(item.Namespace)}/events" : "/api/v1/events";
        return [.. (await call.Client.GetAsync($"{path}?fieldSelector={Uri.EscapeDataString(selector)}")).Items("items")];
    }
}
