namespace Podlab.Cli.Tests;

public class CommandLineTests
{
    [Theory]
    [InlineData("--help", "run", "kubectl", "doctor")]
    [InlineData("run --help", "CHAPTER", "--engine", "--lang", "--update", "--report")]
    [InlineData("kubectl --help", "--at", "--nodes", "--seed")]
    [InlineData("doctor --help", "what is missing")]
    public void Help_names_what_there_is(string args, params string[] words)
    {
        var command = ACommand.Run(Tree.Root, args.Split(' '));
        command.ExitCode.ShouldBe(ExitCodes.Done);
        foreach (var word in words) command.Out.ShouldContain(word);
    }

    [Fact]
    public void No_words_at_all_shows_the_help() => ACommand.Run(Tree.Root).Out.ShouldContain("podlab");

    [Theory]
    [InlineData("nonsense")]
    [InlineData("run --nonsense")]
    [InlineData("run --engine mainframe")]
    [InlineData("run --lang fr")]
    [InlineData("doctor extra")]
    public void Command_line_that_is_none_is_told_in_two_lines(string args)
    {
        var command = ACommand.Run(Tree.Root, args.Split(' '));
        command.ExitCode.ShouldBe(ExitCodes.Usage);
        command.Out.ShouldBe("");
        command.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
        command.Error.ShouldStartWith("podlab: ");
        command.Error.ShouldContain("--help` lists what it takes.");
    }
}
