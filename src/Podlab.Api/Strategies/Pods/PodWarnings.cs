using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

internal static class PodWarnings
{
    public static void Add(ref List<string>? warnings, Pod pod, Pod? old)
    {
        _ = pod;
        _ = old;
    }
}
