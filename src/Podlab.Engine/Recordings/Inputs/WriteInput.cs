using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Recordings;

/// <summary>An object that C# code creates or updates through the typed door.</summary>
/// <param name="Verb"><c>create</c>, <c>update</c> or <c>updateStatus</c>.</param>
public sealed record WriteInput(string Verb, IKubernetesObject Object, string FieldManager) : Input
{
    public override string Kind => Verb;

    public override string Summary => $"{Verb} {Object.Kind} {Object.Metadata.Name ?? Object.Metadata.GenerateName}";

    internal override Input Elsewhere => Verb == "create" ? this : new WriteInput(Verb, Object.WithMetadata(Object.Metadata with { ResourceVersion = null, Uid = null }), FieldManager);

    internal override object? Apply(Cluster cluster)
    {
        var resource = ApiServer.ResourceOf(Object);
        return Verb == "create" ? cluster.Api.Create(resource, Object, FieldManager) : cluster.Api.Update(resource, Object, Verb == "update" ? null : "status", FieldManager);
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("fieldManager", FieldManager);
        json.WritePropertyName("object");
        json.WriteRawValue(KubernetesJson.ToUtf8(Object), skipInputValidation: true);
    }

    internal static WriteInput Read(string verb, InputFields fields)
    {
        var item = fields.Raw("object");
        var kind = GroupVersionKindOf(item.GetProperty("apiVersion").GetString() ?? "", item.GetProperty("kind").GetString() ?? "");
        if (!KubernetesJson.TryRead(kind, Encoding.UTF8.GetBytes(item.GetRawText()), new DecodeLog(), out var value)) throw fields.Wrong($"the kind {kind.ApiVersion} {kind.Kind} is not known");
        return new WriteInput(verb, value, fields.Text("fieldManager"));
    }

    internal static GroupVersionKind GroupVersionKindOf(string apiVersion, string kind) =>
        apiVersion.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? new GroupVersionKind(apiVersion[..slash], apiVersion[(slash + 1)..], kind) : new GroupVersionKind("", apiVersion, kind);
}
