using System.Text.Json.Nodes;
using Podlab.Api.Model;
using Podlab.Api.Strategies;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Engine.Apiserver.CustomResources;

/// <summary>One served version of a kind that a client has defined.</summary>
internal sealed record CustomResourceInfo : ResourceInfo
{
    /// <summary>The version that objects are stored as; null: this one.</summary>
    public CustomResourceInfo? StoredAs { get; init; }

    public required StructuralSchema Structure { get; init; }

    public required ResourceStrategy Strategy { get; init; }

    public required TableLayout Layout { get; init; }

    /// <summary>The schema as clients see it, and the name it has in OpenAPI documents.</summary>
    public required JsonObject OpenApi { get; init; }

    public required string OpenApiName { get; init; }

    public CustomResourceInfo Storage => StoredAs ?? this;

    public bool Equals(CustomResourceInfo? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
}
