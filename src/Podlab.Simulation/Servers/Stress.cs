using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;
using Podlab.Simulation.Utilities.Text;

namespace Podlab.Simulation.Servers;

/// <summary>stress: <c>--cpu N</c>, <c>--vm N --vm-bytes B --vm-hang S</c>, <c>--timeout S</c>.</summary>
internal sealed class Stress : IProgram
{
    public async ValueTask<int> RunAsync(Process self)
    {
        var arguments = self.Arguments.ToList();
        string? Value(params string[] names) => arguments.FindIndex(argument => names.Contains(argument)) is var at and >= 0 && at + 1 < arguments.Count ? arguments[at + 1] : arguments.Find(argument => names.Any(name => argument.StartsWith(name + "=", StringComparison.Ordinal)))?.Split('=')[1];
        var (cpu, memory) = (HttpApp.Number(Value("--cpu", "-c"), 0), HttpApp.Number(Value("--vm", "-m"), 0));
        var bytes = Count.Parse(Value("--vm-bytes") ?? "256M") ?? 256L << 20;
        var timeout = Sleep.Seconds(Value("--timeout", "-t") ?? "") is { } seconds ? TimeSpan.FromSeconds(seconds) : default(TimeSpan?);
        if (cpu + memory == 0)
        {
            await self.WriteAsync(1, "`stress' imposes certain types of compute stress on your system\n");
            return 0;
        }

        await self.WriteAsync(1, $"stress: info: [{self.Pid}] dispatching hogs: {cpu} cpu, 0 io, {memory} vm, 0 hdd\n");
        var hogs = new List<Process>();
        for (var i = 0; i < cpu + memory; i++)
        {
            if (self.Fork() is not { } hog) continue;
            hogs.Add(hog);
            var takesMemory = i >= cpu;
            hog.Start(async process =>
            {
                for (var taken = 0L; takesMemory && taken < bytes; taken += 1 << 20)
                {
                    await process.AllocateAsync(Math.Min(1 << 20, bytes - taken));
                    if (process.Charge(20)) await process.RestAsync();
                }

                if (takesMemory) await process.PauseAsync();
                while (true) if (process.Charge(100)) await process.RestAsync();
            });
        }

        var killed = false;
        using var timer = timeout is { } span ? self.Kernel.Loop.Schedule(span, () =>
        {
            killed = true;
            foreach (var hog in hogs) self.Kernel.Send(hog, Signal.KILL);
        }) : null;
        while (await self.WaitForChildAsync() is { } ended)
        {
            if (killed || ended.Status.ShellCode == 0) continue;
            await self.WriteAsync(2, $"stress: FAIL: [{self.Pid}] (415) <-- worker {ended.Pid} got signal {(int)ended.Status.Signal}\nstress: WARN: [{self.Pid}] (417) now reaping child worker processes\nstress: FAIL: [{self.Pid}] (451) failed run completed in {(int)(self.Kernel.Now - self.StartedAt).TotalSeconds}s\n");
            return 1;
        }

        await self.WriteAsync(1, $"stress: info: [{self.Pid}] successful run completed in {(int)(self.Kernel.Now - self.StartedAt).TotalSeconds}s\n");
        return 0;
    }
}
