namespace Podlab.Cli.Tests.Serving;

public class ServeCommandTests
{
    [Theory]
    [InlineData("--nodes -1", "--nodes takes 0 to 5000")]
    [InlineData("--nodes many", "many")]
    [InlineData("--port 99999", "--port takes 0 to 65535")]
    [InlineData("--speed 0", "--speed takes a number above 0")]
    [InlineData("--speed fast", "fast")]
    [InlineData("--clock sundial", "sundial")]
    [InlineData("--engine steam", "steam")]
    [InlineData("--controllers deploy", "no controller is called \"deploy\"")]
    [InlineData("--disable-admission-plugins limit-ranger", "no plugin is called \"limit-ranger\"")]
    [InlineData("extra", "extra")]
    public void Serve_with_a_flag_that_is_none_says_what_it_takes(string flags, string part)
    {
        var command = ACommand.Run(Tree.Root, ["serve", .. flags.Split(' ')]);
        command.ExitCode.ShouldBe(ExitCodes.Usage);
        command.Error.ShouldContain(part);
        command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public void Serve_help_names_each_switch()
    {
        var help = ACommand.Run(Tree.Root, "serve", "--help").Out;
        foreach (var name in (string[])["--nodes", "--port", "--kubeconfig", "--clock", "--speed", "--engine", "--controllers", "--no-scheduler", "--disable-admission-plugins"]) help.ShouldContain(name);
    }
}
