using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers;

/// <summary>Who owns whom (apimachinery meta/v1 controller_ref.go).</summary>
internal static class Owners
{
    /// <summary>The one owner that manages the object; null when nobody does.</summary>
    public static OwnerReference? ControllerOf(ObjectMeta metadata)
    {
        foreach (var owner in metadata.OwnerReferences)
        {
            if (owner.Controller == true) return owner;
        }

        return null;
    }

    public static bool IsControlledBy(IKubernetesObject item, IKubernetesObject owner) => ControllerOf(item.Metadata)?.Uid == owner.Metadata.Uid;

    public static OwnerReference ReferenceTo(IKubernetesObject owner) => new()
    {
        ApiVersion = owner.ApiVersion,
        Kind = owner.Kind,
        Name = owner.Metadata.Name ?? "",
        Uid = owner.Metadata.Uid ?? "",
        Controller = true,
        BlockOwnerDeletion = true,
    };

    public static ObjectMeta Adopted(ObjectMeta metadata, IKubernetesObject owner) => metadata with { OwnerReferences = metadata.OwnerReferences.Add(ReferenceTo(owner)) };

    public static ObjectMeta Released(ObjectMeta metadata, IKubernetesObject owner) =>
        metadata with { OwnerReferences = metadata.OwnerReferences.Where(reference => reference.Uid != owner.Metadata.Uid).ToValueList() };
}
