using System.Diagnostics;
using Podlab.Notebooks.Cells;
using Podlab.Notebooks.CSharp;
using Podlab.Notebooks.Documents;
using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Sessions;

/// <summary>
/// One reader's running notebook: a cluster, and the state that its cells leave behind. Cells run one after the other on a thread of the
/// session's own; <c>Run</c> and <see cref="Interrupt"/> may be called from any thread.
/// </summary>
public sealed class NotebookSession : IDisposable
{
    // The same on every system. Recursion without end is stopped by LoopGuard before it reaches the end of this.
    private const int StackBytes = 4 * 1024 * 1024;

    private readonly NotebookSessionOptions options;
    private readonly ILab lab;
    private readonly CSharpSession csharp;
    private readonly CellLoop loop;
    private readonly Lock gate = new();
    private readonly Task warmUp = Task.CompletedTask;
    private SessionThread thread;
    private CellGlobals? globals;

    public NotebookSession(NotebookSessionOptions options)
    {
        this.options = options;
        if (options.WarmUp) warmUp = CompilerWarmUp.Begin();
        lab = options.CreateLab();
        globals = lab.CreateGlobals();
        csharp = new CSharpSession(globals, CellGlobals.Usings, CellGlobals.Assemblies) { Ready = warmUp };
        loop = new CellLoop(lab.Clock);
        thread = new SessionThread(StackBytes);
    }

    /// <summary>The cluster of this session.</summary>
    public ILab Lab => lab;

    /// <summary>Real time that went into compiling C# so far.</summary>
    public TimeSpan CompileTime => csharp.CompileTime;

    /// <summary>Real time that went into running cells so far, compiling included.</summary>
    public TimeSpan RunTime { get; private set; }

    /// <summary>Runs a cell and returns when it has ended or had to be left behind.</summary>
    /// <param name="added">Called for each output as it comes, on whatever thread wrote it.</param>
    public CellResult Run(string name, string source, string? kernelName = null, Action<CellOutput>? added = null)
    {
        lock (gate)
        {
            var outputs = new CellOutputs();
            if (added is not null) outputs.Added += added;
            var started = Stopwatch.GetTimestamp();
            // Before the cell begins: what stops it from here on may come before its first line.
            csharp.Allow();
            var running = thread.Start(() => Run(name, source.Replace("\r\n", "\n", StringComparison.Ordinal), kernelName, outputs));
            if (!running.Wait(options.CellLimit)) Stop(running, outputs);
            RunTime += Stopwatch.GetElapsedTime(started);
            return new CellResult(outputs.Finish());
        }
    }

    /// <summary>Runs a document's code cell.</summary>
    public CellResult Run(NotebookCell cell) => Run(cell.Id, cell.Source, cell.KernelName);

    /// <summary>Ends the running cell with an error, if one runs.</summary>
    public void Interrupt() => csharp.Stop("interrupted by the reader");

    public void Dispose()
    {
        thread.Dispose();
        csharp.Dispose();
        globals = null;
        (lab as IDisposable)?.Dispose();
    }

    private void Run(string name, string source, string? kernelName, CellOutputs outputs)
    {
        var outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(loop);
        globals!.Outputs = outputs;
        using var console = ConsoleCapture.Into(outputs);
        try
        {
            var context = new CellContext(name, source, lab, csharp, outputs, task => loop.RunUntil(task, options.Patience));
            foreach (var part in CellParts.Divide(source, kernelName)) CellLanguages.Find(part.Language)!.Run(part, context);
        }
        catch (CellFailedException failed)
        {
            outputs.Add(failed.Output);
        }
        catch (CellException failed)
        {
            outputs.Add(new ErrorOutput(failed.Name, failed.Message, failed.Lines));
        }
        catch (Exception exception)
        {
            // The rim of a cell: whatever the engine or a command threw is shown where the reader looks.
            outputs.Add(new ErrorOutput(exception.GetType().Name, exception.Message, [$"{exception.GetType().FullName}: {exception.Message}"]));
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    private void Stop(Task running, CellOutputs outputs)
    {
        csharp.Stop($"the cell ran longer than {Durations.Text(options.CellLimit)}");
        if (running.Wait(options.StopLimit)) return;
        outputs.Add(new ErrorOutput("CellLeftBehind", "the cell did not stop", [
            "The cell ran too long and did not stop when asked; it was left behind and still uses a processor.",
            "Start the notebook anew."]));
        thread.Dispose();
        thread = new SessionThread(StackBytes);
    }
}
