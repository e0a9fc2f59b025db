using Podlab.Benchmarks;

// dotnet run -c Release --project bench/Podlab.Benchmarks [NAME…]: without names all of them.
var all = new (string Name, Action Run)[]
{
    ("api", ApiBenchmark.Run),
    ("chapters", ChapterBenchmark.Run),
    ("crash", CrashBenchmark.Run),
    ("https", HttpsBenchmark.Run),
    ("lives", LivesBenchmark.Run),
    ("probes", ProbesBenchmark.Run),
    ("scheduling", SchedulingBenchmark.Run),
    ("shell", ShellBenchmark.Run),
};
var unknown = args.Except(all.Select(benchmark => benchmark.Name), StringComparer.Ordinal).ToList();
if (unknown.Count > 0)
{
    Console.Error.WriteLine($"There is no benchmark {string.Join(", ", unknown)}; there are {string.Join(", ", all.Select(benchmark => benchmark.Name))}.");
    return 2;
}

foreach (var (name, run) in all.Where(benchmark => args.Length == 0 || args.Contains(benchmark.Name, StringComparer.Ordinal)))
{
    Console.WriteLine($"== {name}");
    run();
}

return 0;
