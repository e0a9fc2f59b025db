namespace Podlab.Simulation.Shell.Syntax;

/// <summary>A command as it was parsed. Never changes; functions and subshells share it.</summary>
public abstract class Command
{
    /// <summary>The line on which it begins, from 1.</summary>
    public int Line { get; init; }
}

public sealed record Assignment(string Name, Word Value);

/// <param name="Number">The file descriptor on the left.</param>
/// <param name="Operator"><c>&lt; &gt; &gt;&gt; &gt;| &lt;&gt; &lt;&amp; &gt;&amp; &lt;&lt;</c></param>
/// <param name="Target">The word on the right; for a here-document its body.</param>
/// <param name="Number2">Also this descriptor (<c>&amp;&gt;</c>); -1: none.</param>
public sealed record Redirect(int Number, string Operator, Word Target, int Number2 = -1);

public sealed class SimpleCommand(IReadOnlyList<Assignment> assignments, IReadOnlyList<Word> words, IReadOnlyList<Redirect> redirects) : Command
{
    public IReadOnlyList<Assignment> Assignments { get; } = assignments;
    public IReadOnlyList<Word> Words { get; } = words;
    public IReadOnlyList<Redirect> Redirects { get; } = redirects;
}

public sealed class PipelineCommand(IReadOnlyList<Command> commands) : Command
{
    public IReadOnlyList<Command> Commands { get; } = commands;
}

public sealed class NotCommand(Command body) : Command
{
    public Command Body { get; } = body;
}

/// <summary><c>left &amp;&amp; right</c> or <c>left || right</c>.</summary>
public sealed class AndOrCommand(Command left, Command right, bool isAnd) : Command
{
    public Command Left { get; } = left;
    public Command Right { get; } = right;
    public bool IsAnd { get; } = isAnd;
}

/// <summary>Commands one after the other.</summary>
public sealed class ListCommand(IReadOnlyList<Command> items) : Command
{
    public IReadOnlyList<Command> Items { get; } = items;
}

public sealed class BackgroundCommand(Command body, string text) : Command
{
    public Command Body { get; } = body;

    /// <summary>As <c>jobs</c> shows it.</summary>
    public string Text { get; } = text;
}

public sealed class SubshellCommand(Command body) : Command
{
    public Command Body { get; } = body;
}

/// <summary>A compound command with redirections behind it.</summary>
public sealed class RedirectedCommand(Command body, IReadOnlyList<Redirect> redirects) : Command
{
    public Command Body { get; } = body;
    public IReadOnlyList<Redirect> Redirects { get; } = redirects;
}

public sealed class IfCommand(Command condition, Command then, Command? otherwise) : Command
{
    public Command Condition { get; } = condition;
    public Command Then { get; } = then;
    public Command? Otherwise { get; } = otherwise;
}

public sealed class LoopCommand(Command condition, Command body, bool until) : Command
{
    public Command Condition { get; } = condition;
    public Command Body { get; } = body;
    public bool Until { get; } = until;
}

/// <summary><c>for NAME in WORDS</c>; no words: the positional parameters.</summary>
public sealed class ForCommand(string name, IReadOnlyList<Word>? words, Command body) : Command
{
    public string Name { get; } = name;
    public IReadOnlyList<Word>? Words { get; } = words;
    public Command Body { get; } = body;
}

/// <summary><c>for ((FIRST; CONDITION; STEP))</c>, which bash has; what is left out holds.</summary>
public sealed class CountingCommand(Word first, Word condition, Word step, Command body) : Command
{
    public Word First { get; } = first;
    public Word Condition { get; } = condition;
    public Word Step { get; } = step;
    public Command Body { get; } = body;
}

public sealed record CaseItem(IReadOnlyList<Word> Patterns, Command? Body);

public sealed class CaseCommand(Word subject, IReadOnlyList<CaseItem> items) : Command
{
    public Word Subject { get; } = subject;
    public IReadOnlyList<CaseItem> Items { get; } = items;
}

public sealed class FunctionCommand(string name, Command body) : Command
{
    public string Name { get; } = name;
    public Command Body { get; } = body;
}
