using Podlab.Cli;

return PodlabProgram.Run(args, CliConsole.OfProcess());
