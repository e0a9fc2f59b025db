using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Apiserver.Admission.Limits;

/// <summary>What a pod needs all in all: its containers together, or its hungriest init container where that needs more, and the overhead.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/resource/helpers.go (v1.36.3).</remarks>
internal static class PodTotals
{
    public static ValueMap<Quantity> Requests(PodSpec spec) => Total(spec, container => container.Resources.Requests, spec.Resources?.Requests ?? default, alwaysOverhead: true);

    public static ValueMap<Quantity> Limits(PodSpec spec) => Total(spec, container => container.Resources.Limits, spec.Resources?.Limits ?? default, alwaysOverhead: false);

    private static ValueMap<Quantity> Total(PodSpec spec, Func<Container, ValueMap<Quantity>> of, ValueMap<Quantity> podLevel, bool alwaysOverhead)
    {
        var total = ValueMap<Quantity>.Empty;
        foreach (var container in spec.Containers) total = Add(total, of(container));
        var sidecars = ValueMap<Quantity>.Empty;
        var init = ValueMap<Quantity>.Empty;
        foreach (var container in spec.InitContainers)
        {
            var needs = of(container);
            if (container.RestartPolicy == "Always")
            {
                total = Add(total, needs);
                sidecars = Add(sidecars, needs);
                needs = sidecars;
            }
            else
            {
                needs = Add(needs, sidecars);
            }

            init = Max(init, needs);
        }

        total = Max(total, init);
        foreach (var (name, quantity) in podLevel)
        {
            if (name is "cpu" or "memory" || name.StartsWith("hugepages-", StringComparison.Ordinal)) total = total.Set(name, quantity);
        }

        foreach (var (name, quantity) in spec.Overhead)
        {
            // A limit that is not there is no limit, so overhead adds to nothing.
            if (total.TryGetValue(name, out var own)) total = total.Set(name, own.Add(quantity));
            else if (alwaysOverhead) total = total.Set(name, quantity);
        }

        return total;
    }

    private static ValueMap<Quantity> Add(ValueMap<Quantity> a, ValueMap<Quantity> b)
    {
        foreach (var (name, quantity) in b) a = a.Set(name, a.TryGetValue(name, out var own) ? own.Add(quantity) : quantity);
        return a;
    }

    private static ValueMap<Quantity> Max(ValueMap<Quantity> a, ValueMap<Quantity> b)
    {
        foreach (var (name, quantity) in b)
        {
            if (!a.TryGetValue(name, out var own) || own < quantity) a = a.Set(name, quantity);
        }

        return a;
    }
}
