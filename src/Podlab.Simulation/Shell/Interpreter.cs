using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Expansion;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

[Flags]
public enum EvaluateFlags
{
    None = 0,

    /// <summary>The status is asked about (if, &amp;&amp;, !), so that set -e does not end the shell.</summary>
    Tested = 1,

    /// <summary>The last command of this shell: it may take the shell's place.</summary>
    Last = 2,
}

/// <summary>Why the commands that follow are skipped.</summary>
public enum Flow
{
    None,
    Break,
    Continue,
    Return,
    Exit,
}

/// <summary>Runs parsed commands in a process, as busybox' ash does. One instance is one shell; a subshell is a copy in a child process.</summary>
public sealed partial class Interpreter
{
    /// <summary>Deeper calls of functions overflow the stack of a real shell.</summary>
    private const int MaxCallDepth = 8000;

    private readonly Expander expander;
    private readonly Dictionary<string, Command> functions;
    private int callDepth;
    private int loopDepth;
    private int flowLevels;

    public Interpreter(Process process, string name, IReadOnlyList<string> arguments)
    {
        Process = process;
        Name = name;
        Positional = arguments;
        expander = new Expander(this);
        functions = new Dictionary<string, Command>(StringComparer.Ordinal);
        ShellPid = process.Pid;
        Adopt(process);
    }

    private Interpreter(Process process, Interpreter parent)
    {
        Process = process;
        Name = parent.Name;
        Positional = parent.Positional;
        CommandName = parent.CommandName;
        expander = new Expander(this);
        functions = new Dictionary<string, Command>(parent.functions, StringComparer.Ordinal);
        Variables = new Variables(parent.Variables);
        Options = parent.Options.Copy();
        Options.Interactive = false;
        Aliases = new Dictionary<string, string>(parent.Aliases, StringComparer.Ordinal);
        ShellPid = parent.ShellPid;
        LastStatus = parent.LastStatus;
        LastBackground = parent.LastBackground;
        Line = parent.Line;
        callDepth = parent.callDepth;
        loopDepth = parent.loopDepth;
        IsSubshell = true;
        Jobs.AddRange(parent.Jobs);
        Adopt(process);
        InheritTraps(parent);
    }

    public Process Process { get; }

    /// <summary><c>$0</c>.</summary>
    public string Name { get; set; }

    /// <summary>What errors name in front of the line number: the script, or the builtin that runs; null in <c>sh -c</c>.</summary>
    public string? CommandName { get; set; }
    public IReadOnlyList<string> Positional { get; set; }
    public Variables Variables { get; } = new();
    public ShellOptions Options { get; } = new();
    public Dictionary<string, string> Aliases { get; } = new(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, Command> Functions => functions;
    public int ShellPid { get; }
    public int LastStatus { get; set; }
    public int LastBackground { get; set; }
    public int Line { get; set; }
    public bool IsSubshell { get; }

    /// <summary>Other than none: unwinding to a loop, a function's end, or the shell's.</summary>
    public Flow Flow { get; private set; }

    public bool IsLeaving => Flow != Flow.None;

    public int LoopDepth => loopDepth;

    public bool InFunction => Variables.InFunction;

    public void Leave(Flow flow, int levels = 1)
    {
        Flow = flow;
        flowLevels = levels;
    }

    /// <summary>Ends the unwinding: for the place that it was meant for.</summary>
    public void Arrive() => Flow = Flow.None;

    public ValueTask<int> EvaluateAsync(Command command, EvaluateFlags flags)
    {
        Line = command.Line;
        if (Options.NoExec && !Options.Interactive) return ValueTask.FromResult(0);
        return command switch
        {
            SimpleCommand simple => CheckedAsync(RunSimpleAsync(simple, flags), flags),
            ListCommand list => RunListAsync(list, flags),
            AndOrCommand andOr => RunAndOrAsync(andOr, flags),
            NotCommand not => RunNotAsync(not),
            IfCommand condition => RunIfAsync(condition, flags),
            LoopCommand loop => RunLoopAsync(loop, flags),
            ForCommand loop => RunForAsync(loop, flags),
            CountingCommand loop => RunCountingAsync(loop, flags),
            CaseCommand choice => RunCaseAsync(choice, flags),
            PipelineCommand pipeline => CheckedAsync(RunPipelineAsync(pipeline), flags),
            SubshellCommand subshell => CheckedAsync(RunSubshellAsync(subshell, flags), flags),
            BackgroundCommand background => RunBackgroundAsync(background),
            RedirectedCommand redirected => RunRedirectedAsync(redirected, flags),
            FunctionCommand function => Define(function),
            _ => throw new InvalidOperationException($"No rule for {command.GetType().Name}."),
        };
    }

    /// <summary>Takes the status of a command that set -e looks at, and runs traps that became due.</summary>
    private async ValueTask<int> CheckedAsync(ValueTask<int> running, EvaluateFlags flags)
    {
        var status = await running;
        LastStatus = status;
        if (HasPendingTraps) await RunTrapsAsync();
        if (status != 0 && traps.Count > 0 && (flags & EvaluateFlags.Tested) == 0 && !IsLeaving) await RunErrorTrapAsync();
        if (status != 0 && Options.ErrorExit && (flags & EvaluateFlags.Tested) == 0 && !IsLeaving) Leave(Flow.Exit);
        return LastStatus;
    }

    private async ValueTask<int> RunListAsync(ListCommand list, EvaluateFlags flags)
    {
        var status = 0;
        for (var i = 0; i < list.Items.Count; i++)
        {
            var last = i == list.Items.Count - 1;
            status = await EvaluateAsync(list.Items[i], last ? flags : flags & EvaluateFlags.Tested);
            if (IsLeaving) break;
        }

        return LastStatus = status;
    }

    private async ValueTask<int> RunAndOrAsync(AndOrCommand command, EvaluateFlags flags)
    {
        var status = await EvaluateAsync(command.Left, EvaluateFlags.Tested);
        if (IsLeaving || (status == 0) != command.IsAnd) return status;
        return await EvaluateAsync(command.Right, flags);
    }

    private async ValueTask<int> RunNotAsync(NotCommand command)
    {
        var status = await EvaluateAsync(command.Body, EvaluateFlags.Tested);
        return IsLeaving ? status : LastStatus = status == 0 ? 1 : 0;
    }

    private ValueTask<int> Define(FunctionCommand function)
    {
        functions[function.Name] = function.Body;
        return ValueTask.FromResult(LastStatus = 0);
    }

    public bool RemoveFunction(string name) => functions.Remove(name);

    /// <summary>A copy of this shell for a child process.</summary>
    public Interpreter Fork(Process child) => new(child, this);

    /// <summary>Runs commands to the end of a subshell: its exit code.</summary>
    public async ValueTask<int> RunToEndAsync(Func<Interpreter, ValueTask<int>> body)
    {
        await body(this);
        return await FinishAsync();
    }

    /// <summary>The shell ends: its EXIT trap runs, and its last status is its exit code.</summary>
    public async ValueTask<int> FinishAsync()
    {
        Arrive();
        if (HasPendingTraps) await RunTrapsAsync();
        if (TakeExitTrap() is { Length: > 0 } action)
        {
            var status = LastStatus;
            Arrive();
            await RunTextAsync(action);
            if (Flow != Flow.Exit) LastStatus = status;
        }

        return LastStatus;
    }
}
