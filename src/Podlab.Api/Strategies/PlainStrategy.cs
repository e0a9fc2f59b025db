using Podlab.Api.Model;

namespace Podlab.Api.Strategies;

/// <summary>For kinds without rules of their own: names, labels and annotations are checked, the rest is stored as it came.</summary>
internal sealed class PlainStrategy<T> : ResourceStrategy<T>
    where T : class, IKubernetesObject<T>
{
}
