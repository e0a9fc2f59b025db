namespace Podlab.Api.Tests.Selectors;

public sealed class LabelQueryTests
{
    private static readonly ValueMap<string> Web = new Dictionary<string, string> { ["app"] = "web", ["tier"] = "1" }.ToValueMap();

    [Theory]
    [InlineData("app=web", true)]
    [InlineData("app==web,tier", true)]
    [InlineData("app!=web", false)]
    [InlineData("app in (web,api)", true)]
    [InlineData("app notin (web)", false)]
    [InlineData("!app", false)]
    [InlineData("!other", true)]
    [InlineData("other!=x", true)]
    [InlineData("tier>0", true)]
    [InlineData("", true)]
    public void Matches_labels(string text, bool expected) => LabelQuery.Parse(text).Matches(Web).ShouldBe(expected);

    [Theory]
    [InlineData("app=web,")]
    [InlineData("app in web")]
    [InlineData("=web")]
    public void TryParse_of_broken_text_says_why(string text)
    {
        LabelQuery.TryParse(text, out _, out var error).ShouldBeFalse();
        error.ShouldNotBeEmpty();
    }
}
