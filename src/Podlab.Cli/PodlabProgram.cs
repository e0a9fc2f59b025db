using System.CommandLine;
using Podlab.Cli.Doctor;
using Podlab.Cli.Kubectl;
using Podlab.Cli.Replaying;
using Podlab.Cli.Running;
using Podlab.Cli.Serving;

namespace Podlab.Cli;

/// <summary>The <c>podlab</c> command. A command is a class with <c>Create</c> and a line in the table here.</summary>
public static class PodlabProgram
{
    /// <summary>Parses and runs a command line; gives the process's exit code.</summary>
    public static int Run(string[] args, CliConsole console)
    {
        var root = new RootCommand("Learn Kubernetes Pods by running them: chapters whose every claim is an experiment, on a cluster in this process.")
        {
            RunCommand.Create(console),
            KubectlCommandLine.Create(console),
            ServeCommand.Create(console),
            ReplayCommand.Create(console),
            DoctorCommand.Create(console),
        };
        var configuration = new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        try
        {
            if (KubectlCommandLine.Takes(args)) return KubectlCommandLine.Run(console, args[1..]);
            var parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
            if (parsed.Errors.Count == 0) return parsed.Invoke(configuration);
            var command = parsed.CommandResult.Command;
            var path = command is RootCommand ? "podlab" : $"podlab {command.Name}";
            throw new CliException(ExitCodes.Usage, parsed.Errors[0].Message.ReplaceLineEndings(" "), $"`{path} --help` lists what it takes.");
        }
        catch (CliException exception)
        {
            console.Explain(exception.Message, exception.WhatToDo);
            return exception.ExitCode;
        }
    }
}
