using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Api.Validation;

namespace Podlab.Engine.Nodes.Pools;

/// <summary>Reads one pool of a cluster's description.</summary>
internal static class PoolReader
{
    /// <summary>A bound, so that a typing error does not make a million nodes.</summary>
    private const int MostNodes = 5000;

    private static readonly string[] Fields = ["name", "prefix", "count", "labels", "annotations", "roles", "taints", "capacity", "zones"];
    private static readonly string[] Effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

    public static NodePool Read(DescribedFields fields)
    {
        fields.Allow(Fields);
        var (name, prefix) = (fields.Text("name"), fields.Text("prefix"));
        if (name is not null && prefix is not null) throw fields.Wrong("prefix", "a pool has a name (one node) or a prefix (several), not both");
        if (name is not null && fields.Number("count", 0, MostNodes) is > 1) throw fields.Wrong("count", "several nodes cannot have one name. Write prefix in place of name.");
        foreach (var (field, text) in new[] { ("name", name), ("prefix", prefix is null ? null : prefix + "1") })
        {
            if (text is not null && !IsName(text)) throw fields.Wrong(field, $"\"{text}\" is no name for a node: lower case letters, digits, '-' and '.', beginning and ending with a letter or digit");
        }

        return new NodePool
        {
            Name = name,
            Prefix = prefix ?? "node-",
            Count = (int)(fields.Number("count", 0, MostNodes) ?? 1),
            Labels = Labels(fields),
            Annotations = fields.Map("annotations"),
            Roles = fields.Texts("roles"),
            Taints = Taints(fields),
            Capacity = Capacity(fields),
            Zones = fields.Texts("zones"),
        };
    }

    private static bool IsName(string text) =>
        text.Length <= 253 && text.All(letter => letter is >= 'a' and <= 'z' or >= '0' and <= '9' or '-' or '.') && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]);

    private static ValueMap<string> Labels(DescribedFields fields)
    {
        var labels = fields.Map("labels");
        foreach (var (key, value) in labels)
        {
            if (NameRules.LabelValue(value) is [var wrong, ..]) throw fields.Wrong($"labels[{key}]", wrong);
        }

        return labels;
    }

    /// <summary>As kubectl taint takes them: <c>KEY=VALUE:EFFECT</c> or <c>KEY:EFFECT</c>.</summary>
    private static ValueList<Taint> Taints(DescribedFields fields)
    {
        var taints = new List<Taint>();
        var texts = fields.Texts("taints");
        for (var i = 0; i < texts.Count; i++)
        {
            var colon = texts[i].LastIndexOf(':');
            var effect = colon < 0 ? "" : texts[i][(colon + 1)..];
            if (!Effects.Contains(effect)) throw fields.Wrong($"taints[{i}]", $"\"{texts[i]}\" is no taint. Write KEY=VALUE:EFFECT or KEY:EFFECT; effects are {string.Join(", ", Effects)}.");
            var key = texts[i][..colon];
            var equals = key.IndexOf('=', StringComparison.Ordinal);
            taints.Add(equals < 0 ? new Taint { Key = key, Effect = effect } : new Taint { Key = key[..equals], Value = key[(equals + 1)..], Effect = effect });
        }

        return taints.ToValueList();
    }

    private static ValueMap<Quantity> Capacity(DescribedFields fields)
    {
        var amounts = new List<KeyValuePair<string, Quantity>>();
        foreach (var (resource, text) in fields.Map("capacity"))
        {
            if (!Quantity.TryParse(text, out var amount) || amount < Quantity.Zero) throw fields.Wrong($"capacity[{resource}]", $"\"{text}\" is no quantity. Write 8, 500m, 16Gi or the like.");
            amounts.Add(KeyValuePair.Create(resource, amount));
        }

        return amounts.ToValueMap();
    }
}
