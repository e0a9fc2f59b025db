using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Api.Validation;
using Podlab.Engine.Apiserver.Untyped;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>Objects of a custom kind: checked by its schema, with a status of its own where the definition says so.</summary>
/// <remarks>Follows staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/{strategy,status_strategy}.go (v1.36.3).</remarks>
internal sealed class CustomStrategy(bool namespaced, StructuralSchema structure, bool hasStatus, bool ofStatus = false) : ResourceStrategy
{
    /// <summary>An update must say which version it changes.</summary>
    public override bool AllowsUnconditionalUpdate => false;

    public override IKubernetesObject Default(IKubernetesObject value)
    {
        var custom = (UntypedObject)value;
        var tree = Definition.Tree(value);
        structure.Prune(tree);
        structure.Default(tree);
        return UntypedObject.Read(custom.GroupVersionKind, JsonTree.ToUtf8(tree), new DecodeLog()).WithMetadata(value.Metadata);
    }

    public override IKubernetesObject PrepareForCreate(IKubernetesObject value)
    {
        var custom = (UntypedObject)value;
        return (hasStatus ? custom.Without("status") : custom).WithMetadata(value.Metadata with { Generation = 1 });
    }

    public override FieldErrorList Validate(IKubernetesObject value)
    {
        var errors = new FieldErrorList();
        ObjectMetaValidation.Validate(errors, value.Metadata, namespaced, NameForm.DnsSubdomain);
        structure.Validate(Definition.Tree(value), errors);
        return errors;
    }

    public override IReadOnlyList<string> WarningsOnCreate(IKubernetesObject value) => [];

    public override IKubernetesObject PrepareForUpdate(IKubernetesObject value, IKubernetesObject old)
    {
        var (next, before) = ((UntypedObject)value, (UntypedObject)old);
        if (ofStatus) return before.WithFieldOf("status", next).WithMetadata(before.Metadata with { ResourceVersion = value.Metadata.ResourceVersion, ManagedFields = value.Metadata.ManagedFields });
        if (hasStatus) next = next.WithFieldOf("status", before);
        return next.WithMetadata(next.Metadata with { Generation = before.Metadata.Generation + (next.SameFields(before) ? 0 : 1) });
    }

    public override FieldErrorList ValidateUpdate(IKubernetesObject value, IKubernetesObject old)
    {
        var errors = new FieldErrorList();
        ObjectMetaValidation.ValidateUpdate(errors, value.Metadata, old.Metadata);
        structure.Validate(Definition.Tree(value), errors);
        return errors;
    }

    public override IReadOnlyList<string> WarningsOnUpdate(IKubernetesObject value, IKubernetesObject old) => [];

    public override ResourceStrategy? Subresource(string name) => name == "status" && hasStatus ? new CustomStrategy(namespaced, structure, hasStatus, ofStatus: true) : null;
}
