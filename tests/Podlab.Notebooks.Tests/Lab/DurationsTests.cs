using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.Tests.Lab;

public class DurationsTests
{
    [Theory]
    [InlineData("30s", 30, "30s")]
    [InlineData("1m30s", 90, "1m30s")]
    [InlineData("2h", 7200, "2h")]
    [InlineData("90m", 5400, "1h30m")]
    [InlineData("1500ms", 1.5, "1.5s")]
    [InlineData("0.25s", 0.25, "0.25s")]
    [InlineData("1d", 86400, "24h")]
    [InlineData("0", 0, "0s")]
    public void Parse_and_text_of_a_span(string text, double seconds, string canonical)
    {
        Durations.Parse(text).ShouldBe(TimeSpan.FromSeconds(seconds));
        Durations.Text(TimeSpan.FromSeconds(seconds)).ShouldBe(canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("5 s")]
    [InlineData("-5s")]
    [InlineData("s")]
    [InlineData("1m30")]
    [InlineData("9999999999s")]
    [InlineData("٣s")]
    public void Parse_of_anything_else_fails(string text) => Durations.TryParse(text, out _).ShouldBeFalse();
}
