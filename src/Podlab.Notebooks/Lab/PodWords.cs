using Podlab.Api.Model;
using Podlab.Engine.Apiserver.Tables;

namespace Podlab.Notebooks.Lab;

/// <summary>A Pod's state in single words, as people name it: its phase, kubectl's STATUS, a condition that is true, or <c>gone</c>.</summary>
internal static class PodWords
{
    public const string Gone = "gone";

    public static bool Are(Pod? pod, string word)
    {
        if (pod is null) return word == Gone;
        if (pod.Status.Phase == word || PodColumns.Of(pod, DateTimeOffset.UnixEpoch).Status == word) return true;
        foreach (var condition in pod.Status.Conditions)
        {
            if (condition.Type == word && condition.Status == "True") return true;
        }

        return false;
    }

    public static string Describe(Pod? pod)
    {
        if (pod is null) return Gone;
        var columns = PodColumns.Of(pod, DateTimeOffset.UnixEpoch);
        return $"{columns.Ready} {columns.Status}, phase {pod.Status.Phase}";
    }
}
