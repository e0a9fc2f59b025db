using System.Text.Json.Nodes;
using Podlab.Api;
using Podlab.Kubectl.Objects;

namespace Podlab.Kubectl.Describe;

/// <summary>What a whole pod asks for: its containers and sidecars together, or the largest init container, whichever is more.</summary>
/// <remarks>Follows component-helpers/resource/helpers.go (v1.36.3).</remarks>
internal static class PodResources
{
    public static Dictionary<string, Quantity> Of(JsonNode? pod, string kind)
    {
        var sum = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in pod.Items("spec", "containers")) Add(sum, Read(container.At("resources"), kind));
        var sidecars = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        var init = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var container in pod.Items("spec", "initContainers"))
        {
            var own = Read(container.At("resources"), kind);
            if (container.Text("restartPolicy") == "Always")
            {
                Add(sum, own);
                Add(sidecars, own);
                own = sidecars;
            }
            else
            {
                Add(own, sidecars);
            }

            Raise(init, own);
        }

        Raise(sum, init);
        foreach (var (name, quantity) in Read(pod.At("spec", "resources"), kind)) sum[name] = quantity;
        var overhead = Read(pod.At("spec"), "overhead");
        foreach (var (name, quantity) in overhead)
        {
            if (kind == "requests" || sum.ContainsKey(name)) Add(sum, new Dictionary<string, Quantity> { [name] = quantity });
        }

        return sum;
    }

    public static Quantity Get(Dictionary<string, Quantity> amounts, string name) => amounts.TryGetValue(name, out var quantity) ? quantity : Quantity.Zero;

    public static void Add(Dictionary<string, Quantity> sum, Dictionary<string, Quantity> more)
    {
        foreach (var (name, quantity) in more) sum[name] = sum.TryGetValue(name, out var old) ? old.Add(quantity) : quantity;
    }

    private static void Raise(Dictionary<string, Quantity> to, Dictionary<string, Quantity> least)
    {
        foreach (var (name, quantity) in least)
        {
            if (!to.TryGetValue(name, out var old) || old < quantity) to[name] = quantity;
        }
    }

    private static Dictionary<string, Quantity> Read(JsonNode? node, string key)
    {
        var amounts = new Dictionary<string, Quantity>(StringComparer.Ordinal);
        foreach (var (name, value) in node.Entries(key))
        {
            if (Quantity.TryParse((value as JsonValue)?.GetValue<string>(), out var quantity)) amounts[name] = quantity;
        }

        return amounts;
    }
}
