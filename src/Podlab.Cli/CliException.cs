namespace Podlab.Cli;

/// <summary>The command cannot be carried out: one line on what, one on what to do.</summary>
public sealed class CliException(int exitCode, string what, string whatToDo) : Exception(what)
{
    public int ExitCode { get; } = exitCode;

    public string WhatToDo { get; } = whatToDo;
}
