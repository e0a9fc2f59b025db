using System.Runtime.CompilerServices;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Builtins;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

// Simple commands: assignments, functions, builtins, programs.
public sealed partial class Interpreter
{
    /// <summary>Bytes from which on the value of a variable counts as memory of its own.</summary>
    private const int LongValue = 1 << 16;

    private int substitutionStatus;

    private async ValueTask<int> RunSimpleAsync(SimpleCommand command, EvaluateFlags flags)
    {
        if (Process.Charge(2)) await Process.RestAsync();
        substitutionStatus = 0;
        var arguments = await expander.FieldsAsync(command.Words);
        if (IsLeaving) return LastStatus;
        if (arguments.Count == 0) return await RunAssignmentsAsync(command);

        var name = arguments[0];
        if (name.Length == 0)
        {
            Complain(": Permission denied");
            return LastStatus = 127;
        }

        var builtin = BuiltinTable.Find(name);
        var function = builtin is { IsSpecial: true } && !Options.IsBash ? null : functions.GetValueOrDefault(name);
        if (function is not null) builtin = null;
        var replaces = builtin is ExecBuiltin && arguments.Count == 1;
        var saved = new SavedFiles(this);
        if (command.Redirects.Count > 0 && await RedirectAsync(command.Redirects, replaces ? null : saved) is { } error)
        {
            Complain(error);
            saved.Restore();
            if (builtin is { IsSpecial: true } && !Options.Interactive) Leave(Flow.Exit);
            return LastStatus = 1;
        }

        var assignments = await ExpandAssignmentsAsync(command);
        if (IsLeaving) return LastStatus;
        if (Options.Trace) await TraceAsync(assignments, arguments);
        int status;
        if (function is not null) status = await WithAssignmentsAsync(assignments, () => CallAsync(function, arguments, flags));
        else if (builtin is { IsSpecial: true }) status = await RunSpecialAsync(builtin, arguments, assignments);
        else if (builtin is not null) status = await WithAssignmentsAsync(assignments, () => RunBuiltinAsync(builtin, arguments));
        else status = await RunProgramAsync(arguments, assignments, flags);
        saved.Restore();
        return status;
    }

    private async ValueTask<int> RunAssignmentsAsync(SimpleCommand command)
    {
        foreach (var assignment in command.Assignments)
        {
            var value = await expander.TextAsync(assignment.Value, isAssignment: true);
            if (IsLeaving) return LastStatus;
            if (value.Length > LongValue)
            {
                Process.Free(Variables.Get(assignment.Name) is { Length: > LongValue } old ? old.Length : 0);
                await Process.AllocateAsync(value.Length);
            }

            if (!Assign(assignment.Name, value)) return LastStatus;
            if (Options.Trace) await TraceAsync([(assignment.Name, value)], []);
        }

        if (command.Redirects.Count == 0) return substitutionStatus;
        var saved = new SavedFiles(this);
        var error = await RedirectAsync(command.Redirects, saved);
        saved.Restore();
        if (error is null) return substitutionStatus;
        Complain(error);
        return 1;
    }

    private async ValueTask<List<(string Name, string Value)>> ExpandAssignmentsAsync(SimpleCommand command)
    {
        if (command.Assignments.Count == 0) return [];
        var result = new List<(string, string)>();
        foreach (var assignment in command.Assignments) result.Add((assignment.Name, await expander.TextAsync(assignment.Value, isAssignment: true)));
        return result;
    }

    /// <summary>Assignments in front of a builtin or a function hold while it runs.</summary>
    private async ValueTask<int> WithAssignmentsAsync(List<(string Name, string Value)> assignments, Func<ValueTask<int>> run)
    {
        if (assignments.Count == 0) return await run();
        var before = assignments.Select(assignment => (assignment.Name, Variables.Find(assignment.Name))).ToList();
        foreach (var (name, value) in assignments)
            if (!Assign(name, value, export: true)) return LastStatus;
        var status = await run();
        foreach (var (name, variable) in before)
        {
            if (variable is null) Variables.Unset(name);
            else Variables.Put(name, variable);
        }

        return status;
    }

    private async ValueTask<int> RunSpecialAsync(IBuiltin builtin, List<string> arguments, List<(string Name, string Value)> assignments)
    {
        foreach (var (name, value) in assignments)
            if (!Assign(name, value, export: builtin is ExecBuiltin)) return LastStatus;
        return await RunBuiltinAsync(builtin, arguments);
    }

    private async ValueTask<int> RunBuiltinAsync(IBuiltin builtin, List<string> arguments)
    {
        var (outer, outerName) = (CommandName, OuterCommandName);
        OuterCommandName = outer;
        CommandName = arguments[0];
        var output = Output;
        Output = new System.Text.StringBuilder();
        var (leaving, asked) = (IsLeaving, ExitAsked);
        var status = await builtin.RunAsync(this, arguments);
        if (!builtin.IsSpecial && !leaving && !asked && !ExitAsked && Flow == Flow.Exit && !Process.HasEnded)
        {
            // Errors of builtins that are not special end the builtin alone (POSIX XCU 2.8.1).
            Arrive();
            status = LastStatus;
        }

        status = await FlushAsync(status);
        Output = output;
        (CommandName, OuterCommandName) = (outer, outerName);
        return status;
    }

    /// <summary>What a builtin prints, written when it ends or asks for it.</summary>
    public System.Text.StringBuilder Output { get; private set; } = new();

    public async ValueTask<int> FlushAsync(int status)
    {
        if (Output.Length == 0) return status;
        var text = Output.ToString();
        Output.Clear();
        var written = await Process.WriteAsync(1, text);
        if (written >= 0) return status;
        WriteError($"sh: write error: {((Errno)(-written)).Text()}\n");
        return 1;
    }

    private async ValueTask<int> CallAsync(Command body, List<string> arguments, EvaluateFlags flags)
    {
        if (++callDepth > MaxCallDepth)
        {
            Process.Kernel.Exit(Process, new ExitStatus(0, Signal.SEGV));
            return await Process.Never<int>();
        }

        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) await Process.HopAsync();
        var outer = Positional;
        Positional = arguments.GetRange(1, arguments.Count - 1);
        Variables.PushFrame();
        var status = await EvaluateAsync(body, flags & EvaluateFlags.Tested);
        Variables.PopFrame();
        Positional = outer;
        callDepth--;
        if (Flow == Flow.Return)
        {
            Arrive();
            status = LastStatus;
        }
        return status;
    }

    private async ValueTask<int> RunProgramAsync(List<string> arguments, List<(string Name, string Value)> assignments, EvaluateFlags flags)
    {
        var searchPath = assignments.FindLast(assignment => assignment.Name == "PATH").Value ?? Variables.Get("PATH") ?? Process.DefaultPath;
        var path = Process.FindInPath(arguments[0], searchPath);
        if (path is null)
        {
            Complain($"{arguments[0]}: not found");
            return 127;
        }

        var environment = Variables.Exported();
        foreach (var (name, value) in assignments)
        {
            environment.RemoveAll(pair => pair.Key == name);
            environment.Add(new(name, value));
        }

        if ((flags & EvaluateFlags.Last) != 0 && !HasTraps && !Options.Interactive)
        {
            Process.Environment = environment;
            return await BecomeAsync(path, arguments);
        }

        if (Process.Fork() is not { } child)
        {
            Fatal("can't fork: Resource temporarily unavailable");
            return LastStatus;
        }

        var copy = Fork(child);
        child.Environment = environment;
        child.Start(_ => copy.BecomeAsync(path, arguments));
        return await WaitForegroundAsync(new Job([child], ""));
    }

    /// <summary>Replaces the shell by a program; a file that is no program but text is read by this shell. The answer is the code of the failure.</summary>
    public async ValueTask<int> BecomeAsync(string path, List<string> arguments)
    {
        var error = Process.FindExecutable(path, arguments, out var executable);
        if (error == Errno.Ok)
        {
            RestoreSignals();
            if (executable.Program is Utilities.BusyBox && executable.Comm == "ps") executable = executable with { CommandLine = Process.CommandLine };
            await Process.ExecAsync(executable);
        }

        if (error == Errno.ENOEXEC && Process.Tree.Find(Process, path, true, out var node) == Errno.Ok && node is FileNode { Program: null } file)
        {
            var bytes = file.ReadAll();
            if (bytes.AsSpan(0, Math.Min(bytes.Length, 256)).IndexOf((byte)0) < 0)
            {
                var script = new Interpreter(Process, path, arguments.GetRange(1, arguments.Count - 1)) { CommandName = path };
                await script.RunTextAsync(System.Text.Encoding.Latin1.GetString(bytes));
                return await script.FinishAsync();
            }
        }

        Complain($"{arguments[0]}: {(error is Errno.ENOENT or Errno.ENOTDIR ? "not found" : error.Text())}");
        return error is Errno.ENOENT or Errno.ENOTDIR ? 127 : 126;
    }
}
