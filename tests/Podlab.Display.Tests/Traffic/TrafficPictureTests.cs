using System.Xml.Linq;
using Podlab.Display.Traffic;
using Podlab.Engine.Traffic;

namespace Podlab.Display.Tests.Traffic;

public class TrafficPictureTests
{
    [Fact]
    public void Picture_of_a_run_with_failures()
    {
        var picture = new TrafficPicture(Report(10, 40));
        XDocument.Parse(picture.Svg).Root!.Attribute("role")!.Value.ShouldBe("img");
        Approved.Match("Traffic/failures", "svg", picture.Svg);
        Approved.Match("Traffic/failures", "txt", picture.Text);
    }

    [Fact]
    public void Picture_of_nothing_yet() => XDocument.Parse(new TrafficPicture(Report(10, 0)).Svg).Descendants().Count(element => element.Name.LocalName == "title").ShouldBe(1);

    [Fact]
    public void Picture_of_a_long_run_stays_small() => new TrafficPicture(Report(2, 3600)).Svg.Length.ShouldBeLessThan(200_000);

    /// <summary>Every seventh request fails in the middle third, in turn in each way.</summary>
    private static TrafficReport Report(int rate, int seconds)
    {
        var requests = new List<TrafficRequest>();
        for (var i = 0; i < rate * seconds; i++)
        {
            var fails = i % 7 == 0 && i > rate * seconds / 3 && i < rate * seconds * 2 / 3;
            var outcome = fails ? (TrafficOutcome)(1 + i / 7 % 5) : TrafficOutcome.Ok;
            var endpoint = outcome == TrafficOutcome.UnknownName ? "" : i < rate * seconds / 2 ? $"web-old-{i % 2}" : $"web-new-{i % 2}";
            requests.Add(new TrafficRequest(TimeSpan.FromSeconds(i / (double)rate), TimeSpan.FromMilliseconds(outcome == TrafficOutcome.TimedOut ? 2000 : i % 5), outcome, outcome == TrafficOutcome.Ok ? 200 : outcome == TrafficOutcome.Error ? 503 : 0, endpoint));
        }

        return new TrafficReport(new TrafficPlan { Target = "http://web/<path>", Rate = rate, Duration = TimeSpan.FromSeconds(seconds), From = "client" }, requests, TimeSpan.FromSeconds(seconds));
    }
}
