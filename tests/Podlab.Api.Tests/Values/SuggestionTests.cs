namespace Podlab.Api.Tests.Values;

public sealed class SuggestionTests
{
    [Theory]
    [InlineData("contaners", "containers")]
    [InlineData("restartpolicy", "restartPolicy")]
    [InlineData("zzzzz", null)]
    public void Nearest_finds_the_field_that_was_meant(string written, string? expected) => Suggestion.Nearest(written, ["containers", "restartPolicy", "volumes"]).ShouldBe(expected);
}
