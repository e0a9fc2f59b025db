using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Api.Validation;

namespace Podlab.Engine.Apiserver.Untyped;

/// <summary>For kinds without a schema: names, labels and annotations are checked, the rest is stored as it came.</summary>
internal sealed class UntypedStrategy(ResourceInfo resource, bool status = false) : ResourceStrategy
{
    public override IKubernetesObject Default(IKubernetesObject value) => value;

    public override IKubernetesObject PrepareForCreate(IKubernetesObject value) => value.WithMetadata(value.Metadata with { Generation = 1 });

    public override FieldErrorList Validate(IKubernetesObject value)
    {
        var errors = new FieldErrorList();
        ObjectMetaValidation.Validate(errors, value.Metadata, resource.Namespaced, NameForm.PathSegment);
        return errors;
    }

    public override IReadOnlyList<string> WarningsOnCreate(IKubernetesObject value) => [];

    public override IKubernetesObject PrepareForUpdate(IKubernetesObject value, IKubernetesObject old)
    {
        var (next, before) = ((UntypedObject)value, (UntypedObject)old);
        if (status) return before.WithFieldOf("status", next).WithMetadata(before.Metadata with { ResourceVersion = value.Metadata.ResourceVersion, ManagedFields = value.Metadata.ManagedFields });
        next = next.WithFieldOf("status", before);
        return Equals(next.Field("spec"), before.Field("spec")) ? next : next.WithMetadata(next.Metadata with { Generation = before.Metadata.Generation + 1 });
    }

    public override FieldErrorList ValidateUpdate(IKubernetesObject value, IKubernetesObject old)
    {
        var errors = new FieldErrorList();
        ObjectMetaValidation.ValidateUpdate(errors, value.Metadata, old.Metadata);
        return errors;
    }

    public override IReadOnlyList<string> WarningsOnUpdate(IKubernetesObject value, IKubernetesObject old) => [];

    public override ResourceStrategy? Subresource(string name) => name is "status" or "approval" ? new UntypedStrategy(resource, status: true) : null;
}
