using Podlab.Api.Model;

namespace Podlab.Engine.Controllers.NodeLifecycle;

/// <summary>How much of a zone is lost, and how fast its nodes may be tainted then.</summary>
/// <remarks>Follows ComputeZoneState, ReducedQPSFunc and HealthyQPSFunc in pkg/controller/nodelifecycle/node_lifecycle_controller.go (v1.36.3), with the defaults of its flags.</remarks>
internal readonly record struct ZoneState(int Ready, int NotReady)
{
    private const double Healthy = 0.1;
    private const double Reduced = 0.01;
    private const double UnhealthyThreshold = 0.55;
    private const int LargeZone = 50;

    public static ZoneState Of(IEnumerable<Node> nodes)
    {
        var (ready, notReady) = (0, 0);
        foreach (var node in nodes)
        {
            if (ConditionTaints.Condition(node, "Ready")?.Status == "True") ready++;
            else notReady++;
        }

        return new ZoneState(ready, notReady);
    }

    public bool IsFullyDisrupted => Ready == 0 && NotReady > 0;

    public double TaintsPerSecond
    {
        get
        {
            var partly = !IsFullyDisrupted && NotReady > 2 && (double)NotReady / (Ready + NotReady) >= UnhealthyThreshold;
            return !partly ? Healthy : Ready + NotReady > LargeZone ? Reduced : 0;
        }
    }
}
