using System.Text;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;

namespace Podlab.Engine.Recordings;

/// <summary>An object that C# code deletes through the typed door, or a pod that it evicts.</summary>
public sealed record DeleteInput(GroupVersionKind Of, string Namespace, string Name, DeleteOptions? Options) : Input
{
    public bool IsEviction { get; init; }

    public override string Kind => IsEviction ? "evict" : "delete";

    public override string Summary => $"{Kind} {Of.Kind} {Name}";

    internal override Input Elsewhere => this with { Options = Options is null ? null : Options with { Preconditions = null } };

    internal override object? Apply(Cluster cluster)
    {
        if (IsEviction) cluster.Api.Evict(Namespace, Name, Options);
        else cluster.Api.Delete(ApiServer.ResourceOf(Of), Namespace, Name, Options ?? new DeleteOptions());
        return null;
    }

    internal override void Write(Utf8JsonWriter json)
    {
        json.WriteString("apiVersion", Of.ApiVersion);
        json.WriteString("kind", Of.Kind);
        json.WriteString("namespace", Namespace);
        json.WriteString("name", Name);
        if (Options is null) return;
        json.WritePropertyName("options");
        Options.Write(json);
    }

    internal static DeleteInput Read(InputFields fields, bool isEviction)
    {
        DeleteOptions? options = null;
        if (fields.Has("options"))
        {
            var decoder = new JsonDecoder(Encoding.UTF8.GetBytes(fields.Raw("options").GetRawText()), new DecodeLog());
            options = DeleteOptions.Read(ref decoder);
        }

        return new DeleteInput(WriteInput.GroupVersionKindOf(fields.Text("apiVersion"), fields.Text("kind")), fields.Text("namespace"), fields.Text("name"), options) { IsEviction = isEviction };
    }
}
