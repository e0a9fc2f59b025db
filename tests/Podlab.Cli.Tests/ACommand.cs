namespace Podlab.Cli.Tests;

/// <summary>One call of the <c>podlab</c> command in this process, and what it answered.</summary>
internal sealed record ACommand(int ExitCode, string Out, string Error)
{
    public static ACommand Run(string workingFolder, params string[] args) => RunWithInput(workingFolder, "", args);

    public static ACommand RunWithInput(string workingFolder, string input, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = PodlabProgram.Run(args, new CliConsole { Out = output, Error = error, ReadInput = () => input, WorkingFolder = workingFolder });
        return new ACommand(code, output.ToString(), error.ToString());
    }
}
