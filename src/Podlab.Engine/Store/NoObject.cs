using System.Text.Json;
using Podlab.Api.Model;

namespace Podlab.Engine.Store;

/// <summary>Stands at the origin of a chain of changes, where there is no object yet.</summary>
internal sealed class NoObject : IKubernetesObject
{
    public static NoObject Instance { get; } = new();

    public string ApiVersion => "";

    public string Kind => "";

    public ObjectMeta Metadata => ObjectMeta.Empty;

    public IKubernetesObject WithMetadata(ObjectMeta metadata) => this;

    public void Write(Utf8JsonWriter writer) => writer.WriteNullValue();
}
