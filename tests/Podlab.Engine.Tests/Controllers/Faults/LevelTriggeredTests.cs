using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Faults;

/// <summary>Controllers look at how things are and not at what happened: stopped, restarted or deaf for a while, they end where an undisturbed run ends.</summary>
public sealed class LevelTriggeredTests
{
    private const double Settled = 900;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("PODLAB_SEEDS"), out var count) ? count : 12;

    public static TheoryData<int> Seeds => new(Enumerable.Range(1, Count));

    [Theory, MemberData(nameof(Seeds))]
    public void Faults_ofControllers_doNotChangeWhereTheClusterEnds(int seed)
    {
        var workload = new Workload(seed);
        var calm = Run(workload, []).Split('\n');
        var names = new World().Cluster.Components.Select(component => component.Name).ToList();
        var plan = new FaultPlan(seed * 7919, names);
        var disturbed = Run(workload, plan.Steps).Split('\n');
        Less(calm, disturbed).Select(line => $"- {line}").Concat(Less(disturbed, calm).Select(line => $"+ {line}")).ShouldBeEmpty(string.Join('\n', workload.Steps.Concat(plan.Steps).OrderBy(step => step.Time).Select(step => $"{step.Time:0.000} {step.What}")));
    }

    /// <summary>What the first has more of than the second.</summary>
    private static List<string> Less(IEnumerable<string> first, IEnumerable<string> second)
    {
        var left = second.ToList();
        return [.. first.Where(line => !left.Remove(line))];
    }

    private static string Run(Workload workload, IReadOnlyList<(double Time, string What, Action<World> Act)> faults)
    {
        var world = new World(4);
        foreach (var step in workload.Steps.Concat(faults).OrderBy(step => step.Time))
        {
            world.Advance(Math.Max(0, step.Time - world.Cluster.Clock.Elapsed.TotalSeconds));
            step.Act(world);
        }

        world.Advance(Settled - world.Cluster.Clock.Elapsed.TotalSeconds);
        return EndState.Of(world);
    }
}
