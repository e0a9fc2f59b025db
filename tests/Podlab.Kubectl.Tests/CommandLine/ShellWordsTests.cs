using Podlab.Kubectl.CommandLine;

namespace Podlab.Kubectl.Tests.CommandLine;

public sealed class ShellWordsTests
{
    [Theory]
    [InlineData("get pods -o wide", new[] { "get", "pods", "-o", "wide" })]
    [InlineData("run a --env='A=b c'", new[] { "run", "a", "--env=A=b c" })]
    [InlineData("x \"a \\\"b\\\"\" ''", new[] { "x", "a \"b\"", "" })]
    [InlineData("a\\ b \\\n c", new[] { "a b", "c" })]
    [InlineData("", new string[0])]
    public void Split_line_gives_words(string line, string[] words) => ShellWords.Split(line).ShouldBe(words);

    [Fact]
    public void Split_open_quote_is_an_error() => Should.Throw<FormatException>(() => ShellWords.Split("get 'pods"));
}
