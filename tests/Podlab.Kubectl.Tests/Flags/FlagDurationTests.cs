using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.Tests.Flags;

public sealed class FlagDurationTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("5s", 5)]
    [InlineData("1h15m30.5s", 4530.5)]
    [InlineData("-3m", -180)]
    [InlineData("250ms", 0.25)]
    public void Parse_duration_gives_seconds(string text, double seconds) => FlagDuration.Parse(text)!.Value.TotalSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("x", "time: invalid duration \"x\"")]
    [InlineData("5", "time: missing unit in duration \"5\"")]
    [InlineData("5y", "time: unknown unit \"y\" in duration \"5y\"")]
    [InlineData("", "time: invalid duration \"\"")]
    public void Complaint_wrong_duration_is_told_as_go_does(string text, string complaint)
    {
        FlagDuration.Parse(text).ShouldBeNull();
        FlagDuration.Complaint(text).ShouldBe(complaint);
    }

    [Theory]
    [InlineData(2, "2s")]
    [InlineData(90, "1m30s")]
    [InlineData(3600, "1h0m0s")]
    public void Text_reads_as_go_prints_it(int seconds, string text) => FlagDuration.Text(TimeSpan.FromSeconds(seconds)).ShouldBe(text);
}
