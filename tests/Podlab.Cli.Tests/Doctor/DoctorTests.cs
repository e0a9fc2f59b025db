namespace Podlab.Cli.Tests.Doctor;

public class DoctorTests
{
    [Fact]
    public void Doctor_where_chapters_are_is_content()
    {
        var command = ACommand.Run(Tree.Root, "doctor");
        command.Out.ShouldContain(".NET");
        command.ExitCode.ShouldBe(ExitCodes.Done, command.Error);
    }

    [Fact]
    public void Doctor_without_chapters_names_what_is_missing_and_the_remedy()
    {
        var elsewhere = Directory.CreateTempSubdirectory("podlab-tests-").FullName;
        try
        {
            var command = ACommand.Run(elsewhere, "doctor");
            command.ExitCode.ShouldBe(ExitCodes.EnvironmentLacks);
            command.Error.ShouldBe("podlab: chapters missing\nGo to the tutorial's folder, or give --notebooks FOLDER.\n");
        }
        finally
        {
            Directory.Delete(elsewhere);
        }
    }
}
