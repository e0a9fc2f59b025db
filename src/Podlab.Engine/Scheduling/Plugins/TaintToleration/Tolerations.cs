using Podlab.Api;
using Podlab.Api.Model;

namespace Podlab.Engine.Scheduling.Plugins.TaintToleration;

/// <summary>Which taints a pod bears.</summary>
/// <remarks>Follows staging/src/k8s.io/component-helpers/scheduling/corev1/helpers.go (v1.36.3).</remarks>
internal static class Tolerations
{
    public static bool Tolerate(ValueList<Toleration> tolerations, Taint taint)
    {
        foreach (var toleration in tolerations)
        {
            if (Tolerates(toleration, taint)) return true;
        }

        return false;
    }

    /// <summary>The first taint that keeps a pod away, or null.</summary>
    public static Taint? FirstUntolerated(ValueList<Taint> taints, ValueList<Toleration> tolerations)
    {
        foreach (var taint in taints)
        {
            if (taint.Effect is "NoSchedule" or "NoExecute" && !Tolerate(tolerations, taint)) return taint;
        }

        return null;
    }

    public static bool Tolerates(Toleration toleration, Taint taint)
    {
        if (!string.IsNullOrEmpty(toleration.Effect) && toleration.Effect != taint.Effect) return false;
        if (!string.IsNullOrEmpty(toleration.Key) && toleration.Key != taint.Key) return false;
        return toleration.Operator switch
        {
            null or "" or "Equal" => (toleration.Value ?? "") == (taint.Value ?? ""),
            "Exists" => true,
            _ => false,
        };
    }
}
