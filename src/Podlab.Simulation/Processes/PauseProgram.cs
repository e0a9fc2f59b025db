namespace Podlab.Simulation.Processes;

/// <summary>A pod's first process: holds the namespaces, reaps orphans, ends on TERM.</summary>
public sealed class PauseProgram : IProgram
{
    public async ValueTask<int> RunAsync(Process self)
    {
        self.ReapsChildren = true;
        self.SetAction(Signal.TERM, SignalAction.Handle);
        self.SetAction(Signal.INT, SignalAction.Handle);
        await self.PauseAsync(canInterrupt: true);
        return 0;
    }
}
