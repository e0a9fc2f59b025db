using System.Globalization;
using System.Xml.Linq;
using Podlab.Display.Timelines;

namespace Podlab.Display.Tests.Timelines;

public class TimelineTests
{
    public static IEnumerable<TheoryDataRow<string>> Cases => Histories.All.Keys.Select(name => new TheoryDataRow<string>(name) { Label = name });

    [Theory, MemberData(nameof(Cases))]
    public void Text_of_a_history_is_the_approved_one(string name) => Approved.Match($"Timelines/{name}", "txt", new Timeline(Histories.All[name]).Text);

    [Theory, MemberData(nameof(Cases))]
    public void Svg_of_a_history_is_the_approved_one(string name) => Approved.Match($"Timelines/{name}", "svg", new Timeline(Histories.All[name]).Svg);

    [Theory, MemberData(nameof(Cases))]
    public void Svg_is_well_formed_and_tells_its_text(string name)
    {
        var root = XDocument.Parse(new Timeline(Histories.All[name]).Svg).Root!;
        XNamespace svg = "http://www.w3.org/2000/svg";
        root.Element(svg + "title")!.Value.ShouldContain(Histories.All[name].Name);
        root.Element(svg + "desc")!.Value.ShouldBe(new Timeline(Histories.All[name]).Text);
        root.Descendants(svg + "rect").Select(rect => (string?)rect.Attribute("width")).ShouldAllBe(width => double.Parse(width!, CultureInfo.InvariantCulture) > 0);
    }

    [Fact]
    public void Svg_in_another_culture_is_the_same()
    {
        var before = CultureInfo.CurrentCulture;
        var expected = new Timeline(Histories.All["crash-loop"]).Svg;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "−" } };
            new Timeline(Histories.All["crash-loop"]).Svg.ShouldBe(expected);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
