using Podlab.Simulation.Shell.Expansion;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

// if, loops, case.
public sealed partial class Interpreter
{
    private async ValueTask<int> RunIfAsync(IfCommand command, EvaluateFlags flags)
    {
        var status = await EvaluateAsync(command.Condition, EvaluateFlags.Tested);
        if (IsLeaving) return status;
        if (status == 0) return await EvaluateAsync(command.Then, flags);
        if (command.Otherwise is not null) return await EvaluateAsync(command.Otherwise, flags);
        return LastStatus = 0;
    }

    private async ValueTask<int> RunLoopAsync(LoopCommand command, EvaluateFlags flags)
    {
        var status = 0;
        loopDepth++;
        while (true)
        {
            if (Process.Charge(1)) await Process.RestAsync();
            var condition = await EvaluateAsync(command.Condition, EvaluateFlags.Tested);
            if (IsLeaving && LoopEnds()) break;
            if ((condition == 0) == command.Until) break;
            status = await EvaluateAsync(command.Body, flags & EvaluateFlags.Tested);
            if (IsLeaving && LoopEnds()) break;
        }

        loopDepth--;
        return IsLeaving ? LastStatus : LastStatus = status;
    }

    private async ValueTask<int> RunForAsync(ForCommand command, EvaluateFlags flags)
    {
        var values = command.Words is null ? Positional : await expander.FieldsAsync(command.Words);
        if (IsLeaving) return LastStatus;
        var status = 0;
        loopDepth++;
        foreach (var value in values)
        {
            if (Process.Charge(1)) await Process.RestAsync();
            if (!Assign(command.Name, value)) break;
            status = await EvaluateAsync(command.Body, flags & EvaluateFlags.Tested);
            if (IsLeaving && LoopEnds()) break;
        }

        loopDepth--;
        return IsLeaving ? LastStatus : LastStatus = status;
    }

    private async ValueTask<int> RunCountingAsync(CountingCommand command, EvaluateFlags flags)
    {
        async ValueTask<bool> HoldsAsync(Word word)
        {
            var text = await expander.TextAsync(word);
            return string.IsNullOrWhiteSpace(text) || Arithmetic(text) != 0;
        }

        var status = 0;
        await HoldsAsync(command.First);
        loopDepth++;
        while (!IsLeaving && await HoldsAsync(command.Condition) && !IsLeaving)
        {
            if (Process.Charge(1)) await Process.RestAsync();
            status = await EvaluateAsync(command.Body, flags & EvaluateFlags.Tested);
            if (IsLeaving && LoopEnds()) break;
            await HoldsAsync(command.Step);
        }

        loopDepth--;
        return IsLeaving ? LastStatus : LastStatus = status;
    }

    /// <summary>Whether what was begun inside leaves this loop; a continue for this loop goes on.</summary>
    private bool LoopEnds()
    {
        if (Flow is not (Flow.Break or Flow.Continue)) return true;
        if (--flowLevels > 0) return true;
        var ends = Flow == Flow.Break;
        Arrive();
        return ends;
    }

    private async ValueTask<int> RunCaseAsync(CaseCommand command, EvaluateFlags flags)
    {
        var subject = await expander.TextAsync(command.Subject);
        foreach (var item in command.Items)
        {
            foreach (var word in item.Patterns)
            {
                if (IsLeaving) return LastStatus;
                if (!Pattern.Matches(await expander.PatternAsync(word), subject)) continue;
                return item.Body is null ? LastStatus = 0 : await EvaluateAsync(item.Body, flags);
            }
        }

        return LastStatus = 0;
    }

    private async ValueTask<int> RunRedirectedAsync(RedirectedCommand command, EvaluateFlags flags)
    {
        var saved = new SavedFiles(this);
        int status;
        if (await RedirectAsync(command.Redirects, saved) is { } error)
        {
            Complain(error);
            status = LastStatus = 1;
            if (Options.ErrorExit && (flags & EvaluateFlags.Tested) == 0) Leave(Flow.Exit);
        }
        else
        {
            status = await EvaluateAsync(command.Body, flags & EvaluateFlags.Tested);
        }

        saved.Restore();
        return status;
    }

    /// <summary>Parses and runs text in this shell (eval, traps, sourced files): the status of its last command.</summary>
    public async ValueTask<int> RunTextAsync(string text, EvaluateFlags flags = EvaluateFlags.None, int firstLine = 1, string? syntaxName = null)
    {
        var parser = new Parser(text, firstLine, AliasFor, Options.IsBash);
        var status = 0;
        while (true)
        {
            Command? command;
            try
            {
                command = parser.Next();
            }
            catch (SyntaxException error)
            {
                Line = error.Line;
                var outer = CommandName;
                CommandName = syntaxName ?? outer;
                Fatal(error.Message);
                CommandName = outer;
                return LastStatus;
            }

            if (command is null) return LastStatus = status;
            status = await EvaluateAsync(command, parser.AtEnd ? flags : flags & EvaluateFlags.Tested);
            if (IsLeaving) return status;
        }
    }

    private string? AliasFor(string name) => Aliases.GetValueOrDefault(name);
}
