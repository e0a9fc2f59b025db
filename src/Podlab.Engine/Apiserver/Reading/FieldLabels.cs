using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Reading;

/// <summary>The fields that selectors may ask for, per kind.</summary>
/// <remarks>Follows the AddFieldLabelConversionFunc calls of pkg/apis/*/v1/conversion.go and the registries' ToSelectableFields (v1.36.3).</remarks>
internal static class FieldLabels
{
    private static readonly string[] Pod = ["metadata.name", "metadata.namespace", "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
        "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName"];

    private static readonly string[] Event = ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "involvedObject.apiVersion",
        "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason", "reportingComponent", "source", "type", "metadata.name", "metadata.namespace"];

    private static readonly string[] EventsEvent = ["regarding.kind", "regarding.namespace", "regarding.name", "regarding.uid", "regarding.apiVersion", "regarding.resourceVersion",
        "regarding.fieldPath", "reason", "reportingController", "type", "metadata.name", "metadata.namespace"];

    public static void CheckKnown(ResourceInfo resource, string field)
    {
        var (known, words) = (resource.Group, resource.Name) switch
        {
            ("", "pods") => (Pod, $"field label not supported: {field}"),
            ("", "events") => (Event, $"field label not supported: {field}"),
            ("events.k8s.io", _) => (EventsEvent, $"field label not supported: {field}"),
            ("", "nodes") => (["metadata.name", "spec.unschedulable"], $"field label not supported: {field}"),
            ("", "namespaces") => (["metadata.name", "status.phase"], $"field label not supported: {field}"),
            ("", "secrets") => (["metadata.name", "metadata.namespace", "type"], $"field label not supported: {field}"),
            ("", "services") => (["metadata.name", "metadata.namespace", "spec.clusterIP", "spec.type"], $"field label not supported: {field}"),
            ("", "replicationcontrollers") => (["metadata.name", "metadata.namespace", "status.replicas"], $"field label not supported: {field}"),
            ("apps", "replicasets") => (["metadata.name", "metadata.namespace", "status.replicas"], $"{GoText.Quote(field)} is not a known field selector: only \"metadata.name\", \"metadata.namespace\""),
            ("batch", "jobs") => (["metadata.name", "metadata.namespace", "status.successful"], $"field label {GoText.Quote(field)} not supported for Job"),
            _ => (new[] { "metadata.name", "metadata.namespace" }, $"{GoText.Quote(field)} is not a known field selector: only \"metadata.name\", \"metadata.namespace\""),
        };
        if (!known.Contains(field)) throw ApiException.BadRequest(words);
    }

    public static bool Matches(IKubernetesObject value, FieldQuery fields) => fields.MatchesEverything || fields.Matches(field => Value(value, field));

    private static string Value(IKubernetesObject value, string field) => field switch
    {
        "metadata.name" => value.Metadata.Name ?? "",
        "metadata.namespace" => value.Metadata.Namespace ?? "",
        _ => value switch
        {
            Pod pod => Of(pod, field),
            Event happened => Of(happened, field),
            Node node => node.Spec.Unschedulable ? "true" : "false",
            Namespace space => space.Status.Phase ?? "",
            Secret secret => secret.Type ?? "",
            Service service => field == "spec.type" ? service.Spec.Type ?? "" : service.Spec.ClusterIP ?? "",
            ReplicationController controller => controller.Status.Replicas.ToString(CultureInfo.InvariantCulture),
            ReplicaSet set => set.Status.Replicas.ToString(CultureInfo.InvariantCulture),
            Job job => job.Status.Succeeded.ToString(CultureInfo.InvariantCulture),
            _ => "",
        },
    };

    private static string Of(Pod pod, string field) => field switch
    {
        "spec.nodeName" => pod.Spec.NodeName ?? "",
        "spec.restartPolicy" => pod.Spec.RestartPolicy ?? "",
        "spec.schedulerName" => pod.Spec.SchedulerName ?? "",
        "spec.serviceAccountName" => pod.Spec.ServiceAccountName ?? "",
        "spec.hostNetwork" => pod.Spec.HostNetwork ? "true" : "false",
        "status.phase" => pod.Status.Phase ?? "",
        "status.podIP" => pod.Status.PodIPs.Count > 0 ? pod.Status.PodIPs[0].Ip ?? "" : pod.Status.PodIP ?? "",
        "status.nominatedNodeName" => pod.Status.NominatedNodeName ?? "",
        _ => "",
    };

    private static string Of(Event happened, string field) => field switch
    {
        "involvedObject.kind" or "regarding.kind" => happened.InvolvedObject.Kind ?? "",
        "involvedObject.namespace" or "regarding.namespace" => happened.InvolvedObject.Namespace ?? "",
        "involvedObject.name" or "regarding.name" => happened.InvolvedObject.Name ?? "",
        "involvedObject.uid" or "regarding.uid" => happened.InvolvedObject.Uid ?? "",
        "involvedObject.apiVersion" or "regarding.apiVersion" => happened.InvolvedObject.ApiVersion ?? "",
        "involvedObject.resourceVersion" or "regarding.resourceVersion" => happened.InvolvedObject.ResourceVersion ?? "",
        "involvedObject.fieldPath" or "regarding.fieldPath" => happened.InvolvedObject.FieldPath ?? "",
        "reason" => happened.Reason ?? "",
        "reportingComponent" or "reportingController" => happened.ReportingComponent,
        "source" => happened.Source.Component is { Length: > 0 } source ? source : happened.ReportingComponent,
        "type" => happened.Type ?? "",
        _ => "",
    };
}
