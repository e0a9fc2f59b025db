namespace Podlab.Simulation.Shell.Syntax;

/// <summary>Text that is no shell command, in ash's words.</summary>
public sealed class SyntaxException(string message, int line, bool atEnd) : Exception(message)
{
    public int Line { get; } = line;

    /// <summary>The text ended too early: more of it could make it right.</summary>
    public bool AtEnd { get; } = atEnd;
}
