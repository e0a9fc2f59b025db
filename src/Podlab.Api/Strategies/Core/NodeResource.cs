using Podlab.Api.Defaulting;
using Podlab.Api.Model;
using Podlab.Api.Validation;
using Podlab.Api.Validation.Core;

namespace Podlab.Api.Strategies.Core;

/// <summary>Nodes. Their status may come with them.</summary>
/// <remarks>Follows pkg/registry/core/node/strategy.go and pkg/apis/core/validation/validation.go (v1.36.3).</remarks>
internal sealed class NodeResource : ResourceStrategy<Node>
{
    private readonly StatusStrategy<Node> status;

    public NodeResource() => status = new StatusStrategy<Node>(this, static (value, old) => value with { Spec = old.Spec }, NodeValidation.Update);

    public override ResourceStrategy? Subresource(string name) => name == "status" ? status : null;

    protected override Node Default(Node value)
    {
        var capacity = ResourceListDefaults.Apply(value.Status.Capacity);
        return value with
        {
            Spec = Cidrs(value.Spec),
            Status = value.Status with
            {
                Capacity = capacity,
                Allocatable = value.Status.Allocatable.IsEmpty ? capacity : ResourceListDefaults.Apply(value.Status.Allocatable),
            },
        };
    }

    protected override Node PrepareForCreate(Node value) => value with { Spec = value.Spec with { ConfigSource = null } };

    protected override Node PrepareForUpdate(Node value, Node old) => value with { Status = old.Status, Spec = value.Spec with { ConfigSource = old.Spec.ConfigSource } };

    protected override void Validate(FieldErrorList errors, Node value) => NodeValidation.Create(errors, value);

    protected override void ValidateUpdate(FieldErrorList errors, Node value, Node old)
    {
        NodeValidation.Create(errors, value);
        NodeValidation.Update(errors, value, old);
    }

    protected override void AddWarnings(ref List<string>? warnings, Node value, Node? old)
    {
        if (value.Spec.ConfigSource is not null)
        {
            (warnings ??= []).Add("spec.configSource: the feature is removed");
        }
        if (!string.IsNullOrEmpty(value.Spec.ExternalID))
        {
            (warnings ??= []).Add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        }
    }

    /// <summary>One range and the list of them are the same field, of two ages.</summary>
    private static NodeSpec Cidrs(NodeSpec spec)
    {
        var single = spec.PodCIDR ?? "";
        var list = spec.PodCIDRs;
        if (single.Length > 0 && (list.IsEmpty || list[0] != single))
        {
            list = [single];
        }
        return spec with { PodCIDRs = list, PodCIDR = list.IsEmpty ? null : list[0] };
    }
}
