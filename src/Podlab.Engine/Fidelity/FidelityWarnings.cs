using System.Globalization;
using System.Text.Json;
using Podlab.Api.Json;
using Podlab.Api.Model;
using Podlab.Api.Schemas;

namespace Podlab.Engine.Fidelity;

/// <summary>Tells a client, as API warnings do, which fields of its pods the simulated node treats otherwise than a real one.</summary>
public sealed class FidelityWarnings(FidelityLedger ledger)
{
    private const string SpecType = "io.k8s.api.core.v1.PodSpec";

    /// <summary>The warnings for what a write has brought; what was there before is not told again.</summary>
    /// <param name="before">The object that was replaced; null: it is new.</param>
    public void Add(ICollection<string> warnings, IKubernetesObject after, IKubernetesObject? before)
    {
        if (PathToSpec(after.Kind) is not { } path) return;
        var now = Of(after, path);
        if (now.Count == 0) return;
        var known = before is null ? [] : Of(before, path);
        foreach (var warning in now.Except(known, StringComparer.Ordinal)) warnings.Add(warning);
    }

    private static string? PathToSpec(string kind) => kind switch
    {
        "Pod" => "spec",
        "PodTemplate" => "template.spec",
        "Deployment" or "ReplicaSet" or "StatefulSet" or "DaemonSet" or "Job" or "ReplicationController" => "spec.template.spec",
        "CronJob" => "spec.jobTemplate.spec.template.spec",
        _ => null,
    };

    private List<string> Of(IKubernetesObject value, string path)
    {
        var found = new List<string>();
        using var document = JsonDocument.Parse(KubernetesJson.ToUtf8(value), new JsonDocumentOptions { MaxDepth = 512 });
        var spec = document.RootElement;
        foreach (var step in path.Split('.'))
        {
            if (!spec.TryGetProperty(step, out spec)) return found;
        }

        Walk(found, spec, SchemaCatalog.Default.Find(SpecType)!, path);
        return found;
    }

    private void Walk(List<string> found, JsonElement value, Schema schema, string path)
    {
        if (value.ValueKind == JsonValueKind.Array && schema.Items is { } items)
        {
            var index = 0;
            foreach (var item in value.EnumerateArray()) Walk(found, item, items, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"));
        }
        else if (value.ValueKind == JsonValueKind.Object && schema.Name is { } type)
        {
            type = type[(type.LastIndexOf('.') + 1)..];
            foreach (var property in value.EnumerateObject())
            {
                if (!schema.Properties.TryGetValue(property.Name, out var field)) continue;
                if (ledger.Find(type, property.Name, Scalar(property.Value)) is not { } entry) continue;
                if (entry.Mark == FieldMark.Exact) Walk(found, property.Value, field, $"{path}.{property.Name}");
                else found.Add($"{path}.{property.Name}: Podlab {(entry.Mark == FieldMark.Ignored ? "ignores" : "approximates")} this: {entry.Note}");
            }
        }
    }

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Number => value.GetRawText(),
        _ => null,
    };
}
