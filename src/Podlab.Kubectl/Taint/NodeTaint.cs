using System.Text.Json.Nodes;
using Podlab.Api.Validation;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Taint;

/// <summary>A taint as the command line names it: <c>key=value:Effect</c>.</summary>
internal sealed record NodeTaint(string Key, string Value, string Effect)
{
    /// <summary>As messages name it.</summary>
    public string Text => Effect.Length == 0 ? Key : Value.Length == 0 ? $"{Key}:{Effect}" : $"{Key}={Value}:{Effect}";

    /// <exception cref="KubectlError">The text is no taint.</exception>
    public static NodeTaint Parse(string spec)
    {
        var parts = spec.Split(':');
        if (parts.Length > 2) throw new KubectlError($"invalid taint spec: {spec}");
        var (key, value, effect) = (parts[0], "", "");
        if (parts.Length == 2)
        {
            effect = parts[1];
            if (effect is not ("NoSchedule" or "PreferNoSchedule" or "NoExecute")) throw new KubectlError($"invalid taint effect: {effect}, unsupported taint effect");
            var pair = parts[0].Split('=');
            if (pair.Length > 2) throw new KubectlError($"invalid taint spec: {spec}");
            (key, value) = (pair[0], pair.Length == 2 ? pair[1] : "");
            if (NameRules.LabelValue(value) is { Count: > 0 } wrong) throw new KubectlError($"invalid taint spec: {spec}, {string.Join("; ", wrong)}");
        }

        return NameRules.QualifiedName(key) is { Count: > 0 } bad ? throw new KubectlError($"invalid taint spec: {spec}, {string.Join("; ", bad)}") : new NodeTaint(key, value, effect);
    }

    /// <summary>Whether a node's taint has the same key and effect.</summary>
    public bool SamePlace(JsonObject taint) => taint.Text("key") == Key && taint.Text("effect") == Effect;

    public JsonObject ToJson()
    {
        var taint = new JsonObject { ["key"] = Key };
        if (Value.Length > 0) taint["value"] = Value;
        taint["effect"] = Effect;
        return taint;
    }
}
