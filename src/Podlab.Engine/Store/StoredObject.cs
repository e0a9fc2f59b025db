using Podlab.Api.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Store;

/// <summary>One version of an object. Its bytes are made when first asked for and shared by every reader after.</summary>
public sealed class StoredObject(IKubernetesObject value, long resourceVersion)
{
    private byte[]? json;

    public IKubernetesObject Value { get; } = value;

    public long ResourceVersion { get; } = resourceVersion;

    public string Namespace => Value.Metadata.Namespace ?? "";

    public string Name => Value.Metadata.Name ?? "";

    /// <summary>Canonical JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Json => json ??= KubernetesJson.ToUtf8(Value);
}

public enum StoreChangeType
{
    Added,
    Modified,
    Deleted,
}

/// <param name="Object">The new version; for a deletion the last one, with the deletion's resource version.</param>
/// <param name="Old">The version before; null for an addition.</param>
public sealed record StoreChange(StoreChangeType Type, ResourceInfo Resource, StoredObject Object, StoredObject? Old)
{
    public long ResourceVersion => Object.ResourceVersion;
}
