using Podlab.Api.Model;

namespace Podlab.Api.Apply;

/// <summary>The fields that a request through one door cannot own, since the server puts them back.</summary>
/// <remarks>Follows the GetResetFields of the strategies under pkg/registry (v1.36.3).</remarks>
internal static class ResetFields
{
    /// <summary>What no manager owns.</summary>
    public static FieldSet Identity { get; } = FieldSet.Of(
        ["apiVersion"], ["kind"], ["metadata"], ["metadata", "name"], ["metadata", "namespace"], ["metadata", "creationTimestamp"], ["metadata", "selfLink"], ["metadata", "uid"],
        ["metadata", "clusterName"], ["metadata", "generation"], ["metadata", "managedFields"], ["metadata", "resourceVersion"]);

    private static readonly FieldSet None = new();
    private static readonly FieldSet Status = FieldSet.Of(["status"]);
    private static readonly FieldSet Spec = FieldSet.Of(["spec"]);
    private static readonly FieldSet OfDeploymentStatus = FieldSet.Of(["spec"], ["metadata", "labels"]);
    private static readonly FieldSet OfPodStatus = FieldSet.Of(["spec"], ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]);

    public static FieldSet Of(ResourceInfo resource, string subresource)
    {
        if (!resource.Subresources.Any(part => part.Name == "status")) return None;
        if (subresource != "status") return Status;
        return resource.Kind.Kind switch
        {
            "Pod" => OfPodStatus,
            "Deployment" => OfDeploymentStatus,
            _ => Spec,
        };
    }
}
