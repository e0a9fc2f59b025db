using System.Globalization;
using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.Deployments;

/// <summary>What a Deployment writes on its ReplicaSets and itself (pkg/controller/deployment/util/deployment_util.go, v1.36.3).</summary>
internal static class RevisionAnnotations
{
    public const string Revision = "deployment.kubernetes.io/revision";
    public const string RevisionHistory = "deployment.kubernetes.io/revision-history";
    public const string DesiredReplicas = "deployment.kubernetes.io/desired-replicas";
    public const string MaxReplicas = "deployment.kubernetes.io/max-replicas";
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";
    public const string RollbackTo = "deprecated.deployment.rollback.to";

    public static long RevisionOf(ObjectMeta metadata) =>
        metadata.Annotations.TryGetValue(Revision, out var text) && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0;

    public static long Highest(IEnumerable<ReplicaSet> sets) => sets.Select(set => RevisionOf(set.Metadata)).DefaultIfEmpty(0).Max();

    public static int? Desired(ReplicaSet set) => Number(set, DesiredReplicas);

    public static int? Maximum(ReplicaSet set) => Number(set, MaxReplicas);

    public static ObjectMeta WithReplicas(ObjectMeta metadata, int desired, int maximum) =>
        metadata with { Annotations = metadata.Annotations.Set(DesiredReplicas, Text(desired)).Set(MaxReplicas, Text(maximum)) };

    /// <summary>The set takes over the deployment's annotations, and the revision where it is a later one; an earlier one goes into the history.</summary>
    public static ObjectMeta ForNewSet(ObjectMeta set, ObjectMeta deployment, long revision, bool exists)
    {
        var annotations = set.Annotations;
        foreach (var (key, value) in deployment.Annotations)
        {
            if (!IsOwn(key)) annotations = annotations.Set(key, value);
        }

        var old = RevisionOf(set);
        if (old < revision)
        {
            annotations = annotations.Set(Revision, Text(revision));
            if (exists && old > 0)
            {
                var history = annotations.GetValueOrDefault(RevisionHistory);
                annotations = annotations.Set(RevisionHistory, string.IsNullOrEmpty(history) ? Text(old) : $"{history},{Text(old)}");
            }
        }

        return set with { Annotations = annotations };
    }

    /// <summary>The revision that the old API's rollback asks for, 0 for the one before; null where it asks for none.</summary>
    public static long? RollsBackTo(Deployment deployment) =>
        deployment.Metadata.Annotations.TryGetValue(RollbackTo, out var text) && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var revision) ? revision : null;

    /// <summary>The deployment takes back the annotations that a set took over from it.</summary>
    public static ValueMap<string> TakenBack(ValueMap<string> deployment, ValueMap<string> set)
    {
        var result = default(ValueMap<string>);
        foreach (var (key, value) in deployment)
        {
            if (IsOwn(key)) result = result.Set(key, value);
        }

        foreach (var (key, value) in set)
        {
            if (!IsOwn(key)) result = result.Set(key, value);
        }

        return result;
    }

    private static bool IsOwn(string key) => key is Revision or RevisionHistory or DesiredReplicas or MaxReplicas or LastApplied or RollbackTo;

    private static int? Number(ReplicaSet set, string key) =>
        set.Metadata.Annotations.TryGetValue(key, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
