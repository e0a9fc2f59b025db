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
            if (files.Count == 0)
            {
                files.AddRange(own);
                continue;
            }
            var overlaps = own.SelectMany(file => files.Where(other => Overlap(file.Path, other.Path))
                .Select(other => $"{GoText.Quote(file.Path)} with {GoText.Quote(other.Path)} ({other.Source})")).ToList();
            if (overlaps.Count > 0)
            {
                PodWarnings.Say(ref warnings, $"volume {GoText.Quote(volume)} (Projected {own[0].Source}): overlapping paths: {string.Join(", ", overlaps)}");
            }
            files.AddRange(own);
        }
    }

    /// <summary>Pairs in the order of the later path.</summary>
    public static List<(string Text, int Index)> Find(List<(string Path, string Source)> files)
    {
        List<(string, int)> found = [];
        for (var i = 1; i < files.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (Overlap(files[i].Path, files[j].Path))
                {
                    found.Add(($"{GoText.Quote(files[i].Path)} with {GoText.Quote(files[j].Path)}", i));
                }
            }
        }
        return found;
    }

    private static bool Overlap(string a, string b)
    {
        var (first, second) = (a.TrimEnd('/'), b.TrimEnd('/'));
        return first == second || first.StartsWith(second + "/", StringComparison.Ordinal) || second.StartsWith(first + "/", StringComparison.Ordinal);
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
        return source.ServiceAccountToken is { } token ? [(token.Path, "ServiceAccountToken")] : [];
    }
}
