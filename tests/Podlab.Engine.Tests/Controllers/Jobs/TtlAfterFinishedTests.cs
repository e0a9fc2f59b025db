using Podlab.Api.Model;
using Podlab.Engine.Tests.Controllers.Support;

namespace Podlab.Engine.Tests.Controllers.Jobs;

public sealed class TtlAfterFinishedTests
{
    [Fact]
    public void Job_goesWithItsPods_whenItsTimeAfterTheEndIsUp()
    {
        var world = new World();
        world.Apply("kind: Job\napiVersion: batch/v1\nmetadata: {name: work}\nspec: {ttlSecondsAfterFinished: 20, template: {metadata: {annotations: {lasts: \"2\"}}, spec: {restartPolicy: Never, containers: [{name: c, image: app}]}}}");
        world.Advance(15);
        world.Find<Job>("work")!.Status.Succeeded.ShouldBe(1);
        world.Advance(15);
        world.Find<Job>("work").ShouldBeNull();
        world.List<Pod>().ShouldBeEmpty();
    }
}
