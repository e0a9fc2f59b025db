using System.Xml.Linq;
using Podlab.Display.Causes;
using Podlab.Engine.Causes;

namespace Podlab.Display.Tests.Causes;

public class CausePictureTests
{
    private static readonly Cause Unready = new(CauseKind.Symptom, "Service web has 0 ready endpoints")
    {
        Because =
        [
            new(CauseKind.Endpoints, "It selects 3 pods, and none is ready")
            {
                Because =
                [
                    new(CauseKind.Symptom, "Pod web-7d4b9-x2x7k is Running, 0/1 ready")
                    {
                        Because =
                        [
                            new(CauseKind.Probe, "The readiness probe of container app fails")
                            {
                                Evidence = ["Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 404 (38 times)"],
                                Line = new("Deployment/web", "spec.template.spec.containers[0].readinessProbe", "readinessProbe:\n  httpGet:\n    path: /ready\n    port: 80"),
                            },
                        ],
                    },
                    new(CauseKind.Symptom, "Pod web-7d4b9-zzq5m is Pending, 0/1 ready")
                    {
                        Because =
                        [
                            new(CauseKind.Scheduling, "node-1, node-2, node-3: node(s) didn't match Pod's node affinity/selector, which is a sentence that is too long for one line of the picture")
                            {
                                Evidence = ["node-1 has no label <disk>"],
                                Line = new("Deployment/web", "spec.template.spec.tolerations", null),
                            },
                        ],
                    },
                ],
            },
        ],
    };

    [Fact]
    public void Text_of_a_chain_is_the_approved_one() => Approved.Match("Causes/service", "txt", new CausePicture(Unready).Text);

    [Fact]
    public void Svg_of_a_chain_is_the_approved_one() => Approved.Match("Causes/service", "svg", new CausePicture(Unready).Svg);

    [Fact]
    public void Svg_is_well_formed_and_tells_its_text()
    {
        var root = XDocument.Parse(new CausePicture(Unready).Svg).Root!;
        XNamespace svg = "http://www.w3.org/2000/svg";
        root.Element(svg + "title")!.Value.ShouldBe("Why: Service web has 0 ready endpoints");
        root.Element(svg + "desc")!.Value.ShouldBe(new CausePicture(Unready).Text);
    }
}
