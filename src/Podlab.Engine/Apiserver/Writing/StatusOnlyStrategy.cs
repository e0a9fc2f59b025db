using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Api.Validation;

namespace Podlab.Engine.Apiserver.Writing;

/// <summary>For kinds whose strategy has no rules for a subresource: the status is taken as it comes.</summary>
internal sealed class StatusOnlyStrategy(ResourceStrategy whole) : ResourceStrategy
{
    public override IKubernetesObject Default(IKubernetesObject value) => whole.Default(value);

    public override IKubernetesObject PrepareForCreate(IKubernetesObject value) => value;

    public override FieldErrorList Validate(IKubernetesObject value) => new();

    public override IReadOnlyList<string> WarningsOnCreate(IKubernetesObject value) => [];

    public override IKubernetesObject PrepareForUpdate(IKubernetesObject value, IKubernetesObject old) => StatusSplit.Merge(old, value, "status");

    public override FieldErrorList ValidateUpdate(IKubernetesObject value, IKubernetesObject old) => new();

    public override IReadOnlyList<string> WarningsOnUpdate(IKubernetesObject value, IKubernetesObject old) => [];
}
