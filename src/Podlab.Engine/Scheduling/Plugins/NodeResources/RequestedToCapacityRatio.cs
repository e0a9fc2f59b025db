namespace Podlab.Engine.Scheduling.Plugins.NodeResources;

/// <summary>Ranks by a curve over utilisation.</summary>
/// <param name="shape">Points of (utilisation 0 … 100, score 0 … 10), utilisation ascending.</param>
/// <remarks>Follows pkg/scheduler/framework/plugins/noderesources/requested_to_capacity_ratio.go (v1.36.3).</remarks>
internal sealed class RequestedToCapacityRatio(IReadOnlyList<(int Utilization, int Score)> shape) : IScoringStrategy
{
    private const int HighestScoreOfShape = 10;

    public string Name => "RequestedToCapacityRatio";

    public long Score(Load load)
    {
        double sum = 0;
        var weights = 0;
        void Count(long allocatable, long requested)
        {
            if (allocatable == 0) return;
            var score = At(requested > allocatable ? 100 : requested * 100 / allocatable);
            if (score <= 0) return;
            sum += score;
            weights++;
        }

        Count(load.CpuAllocatable, load.CpuRequested);
        Count(load.MemoryAllocatable, load.MemoryRequested);
        return weights == 0 ? 0 : (long)Math.Round(sum / weights, MidpointRounding.AwayFromZero);
    }

    private long At(long utilization)
    {
        for (var i = 0; i < shape.Count; i++)
        {
            if (utilization > shape[i].Utilization) continue;
            var right = shape[i].Score * 100 / HighestScoreOfShape;
            if (i == 0) return right;
            var left = shape[i - 1].Score * 100 / HighestScoreOfShape;
            return left + (right - left) * (utilization - shape[i - 1].Utilization) / (shape[i].Utilization - shape[i - 1].Utilization);
        }

        return shape[^1].Score * 100L / HighestScoreOfShape;
    }
}
