using System.Xml.Linq;
using Podlab.Notebooks.Tests.Sessions;

namespace Podlab.Notebooks.Tests.Recordings;

public class ForkTests
{
    private const string Story = """
        #!kubectl
        run web --image=busybox:1.36 -- sh -c 'sleep 3600; true'
        run other --image=busybox:1.36 -- sleep 3600
        #!time +30s
        #!kubectl
        delete pod web --wait=false
        #!time +60s

        """;

    [Fact]
    public void Fork_shows_what_differs_in_the_other_future()
    {
        using var session = new ASession();
        session.Run(Story);
        session.Show("var quick = Fork(\"30s\", lab => lab.Kubectl(\"delete pod web --grace-period=5 --wait=false\"));\nquick").ShouldBe("""
            => Two futures that part at 30s
            POD   WHAT DIFFERS   AS IT WENT   WITH THE CHANGE
            web   Ready for      59.4s        34.4s
                  grace period   30s          5s
                  gone at        1m0.6s       35.6s

            """);
        session.Show("quick.Compare(\"other\").Text.Split('\\n')[^1]").ShouldBe("=> No difference.\n");
        session.Show("Pods().Count").ShouldBe("=> 1\n");
    }

    [Fact]
    public void Picture_of_two_futures_is_well_formed_and_tells_its_text()
    {
        using var session = new ASession();
        session.Run(Story);
        session.Run("var two = Fork(\"20s\", lab => lab.Fault(\"kill web\"), rest: false).Compare(\"web\");");
        var root = XDocument.Parse(session.Run("two").Outputs.OfType<Podlab.Notebooks.Documents.DisplayOutput>().Single().Data["image/svg+xml"]).Root!;
        XNamespace svg = "http://www.w3.org/2000/svg";
        root.Element(svg + "title")!.Value.ShouldBe("Two futures of Pod web");
        root.Element(svg + "desc")!.Value.ShouldContain("restarts");
        root.ToString().ShouldContain("fork at 20s");
    }

    [Theory]
    [InlineData("Fork(\"5m\")", "! NoFork: a fork is possible from 0s to 1m30s, where the notebook stands; 5m is not\n!    at line 1\n")]
    [InlineData("Fork(\"1m\")", "=> Two futures that part at 1m\nNo Pod differs.\n")]
    public void Fork_at_other_instants(string source, string shown)
    {
        using var session = new ASession();
        session.Run(Story);
        session.Show(source).ShouldEndWith(shown);
    }
}
