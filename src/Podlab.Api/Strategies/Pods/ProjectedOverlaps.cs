using Podlab.Api.Model;

namespace Podlab.Api.Strategies.Pods;

/// <summary>Paths of one volume that are the same, or one inside the other.</summary>
internal static class ProjectedOverlaps
{
    public static void Add(ref List<string>? warnings, string volume, ProjectedVolumeSource projected)
    {
        List<(string Path, string Source)> files = [];
        foreach (var source in projected.Sources)
        {
            var own = Files(source);
            if (own.Count == 0)
            {
                continue;
            }
            var head = $"volume {GoText.Quote(volume)} (Projected {own[0].Source}): overlapping paths: ";
            foreach (var pair in Find([.. own.Select(file => file.Path)]))
            {
                PodWarnings.Say(ref warnings, head + pair);
            }
            foreach (var file in own)
            {
                foreach (var other in files.Where(other => Overlap(file.Path, other.Path)))
                {
                    PodWarnings.Say(ref warnings, $"{head}{Quote(file.Path)} with {Quote(other.Path)} ({other.Source})");
                }
            }
            files.AddRange(own);
        }
    }

    /// <summary>Pairs in the order of the later path.</summary>
    public static List<string> Find(List<string> paths)
    {
        List<string> found = [];
        for (var i = 1; i < paths.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Overlap(paths[i], paths[j]))
                {
                    found.Add($"{Quote(paths[i])} with {Quote(paths[j])}");
                }
            }
        }
        return found;
    }

    private static string Quote(string path) => GoText.Quote(path.TrimEnd('/'));

    private static bool Overlap(string a, string b)
    {
        var (first, second) = (a.TrimEnd('/'), b.TrimEnd('/'));
        return first.Length > 0 && second.Length > 0 && (first == second || first.StartsWith(second + "/", StringComparison.Ordinal) || second.StartsWith(first + "/", StringComparison.Ordinal));
    }

    private static List<(string Path, string Source)> Files(VolumeProjection source)
    {
        if (source.Secret is { } secret)
        {
            return [.. secret.Items.Select(item => (item.Path, $"Secret {GoText.Quote(secret.Name ?? "")}"))];
        }
        if (source.ConfigMap is { } map)
        {
            return [.. map.Items.Select(item => (item.Path, $"ConfigMap {GoText.Quote(map.Name ?? "")}"))];
        }
        if (source.DownwardAPI is { } downward)
        {
            return [.. downward.Items.Select(item => (item.Path, "DownwardAPI"))];
        }
        if (source.ServiceAccountToken is { } token)
        {
            return [(token.Path, "ServiceAccountToken")];
        }
        return source.ClusterTrustBundle is { } bundle ? [(bundle.Path, $"ClusterTrustBundle {GoText.Quote(bundle.Name ?? bundle.SignerName ?? "")}")] : [];
    }
}
