using Podlab.Engine.Scheduling.Cache;
using Podlab.Engine.Scheduling.Framework;
using Podlab.Engine.Scheduling.Plugins.Volumes;

namespace Podlab.Engine.Scheduling.Plugins.VolumeRestrictions;

/// <summary>How many pods hold a claim that the pod wants for itself alone.</summary>
internal sealed class ExclusiveClaims : IClonableState
{
    private readonly SortedSet<string> claims;

    public ExclusiveClaims(SortedSet<string> claims, PodInfo pod, ClusterCache cache)
    {
        this.claims = claims;
        if (claims.Count == 0) return;
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in cache.AllNodes)
        {
            foreach (var other in node.Pods)
            {
                if (other.Namespace == pod.Namespace) used.UnionWith(PodClaims.Names(other).Where(named => !named.IsEphemeral).Select(named => named.Claim));
            }
        }

        // However many pods have a claim that only one may have, it is in use once.
        InUse = claims.Count(used.Contains);
    }

    private ExclusiveClaims(SortedSet<string> claims, int inUse)
    {
        this.claims = claims;
        InUse = inUse;
    }

    public int InUse { get; private set; }

    public void Update(PodInfo pod, PodInfo other, int sign)
    {
        if (other.Namespace != pod.Namespace || claims.Count == 0) return;
        foreach (var (name, isEphemeral) in PodClaims.Names(other))
        {
            if (!isEphemeral && claims.Contains(name)) InUse += sign;
        }
    }

    public object CloneState() => new ExclusiveClaims(claims, InUse);
}
