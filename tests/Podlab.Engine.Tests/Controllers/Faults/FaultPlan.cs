using Podlab.Engine.Controllers;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Faults;

/// <summary>When which controller is stopped, restarted or cut off from its watches, drawn from a seed. In the end all of them run and see.</summary>
internal sealed class FaultPlan
{
    private readonly List<(double Time, string What, Action<World> Act)> steps = [];

    public FaultPlan(int seed, IReadOnlyList<string> names)
    {
        var random = new Random(seed);
        foreach (var name in names)
        {
            var time = 0.0;
            for (var left = random.Next(4); left > 0; left--)
            {
                time += Math.Round(random.NextDouble() * 80, 3);
                var lasts = 0.001 + Math.Round(random.Next(3) == 0 ? random.NextDouble() * 0.2 : random.NextDouble() * 40, 3);
                Add(random.Next(3), name, time, lasts);
                time += lasts;
            }
        }

        steps.Sort((x, y) => x.Time.CompareTo(y.Time));
    }

    public IReadOnlyList<(double Time, string What, Action<World> Act)> Steps => steps;

    private static IClusterComponent Find(World world, string name) => world.Cluster.Components.First(component => component.Name == name);

    private void Add(int kind, string name, double time, double lasts)
    {
        if (kind == 0)
        {
            steps.Add((time, $"restart {name}", world =>
            {
                Find(world, name).Stop();
                Find(world, name).Start();
            }));
        }
        else if (kind == 1)
        {
            steps.Add((time, $"stop {name}", world => Find(world, name).Stop()));
            steps.Add((time + lasts, $"start {name}", world => Find(world, name).Start()));
        }
        else
        {
            steps.Add((time, $"cut off {name}", world => (Find(world, name) as Controller)?.LoseWatches()));
            steps.Add((time + lasts, $"relist {name}", world => (Find(world, name) as Controller)?.Relist()));
        }
    }
}
