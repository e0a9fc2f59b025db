using Podlab.Api;
using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Resources;

namespace Podlab.Engine.Tests.Scheduling.Plugins.NodeResources;

/// <summary>From staging/src/k8s.io/component-helpers/resource/helpers.go (v1.36), PodRequests.</summary>
public sealed class PodRequestsTests
{
    [Theory]
    [InlineData(null, null, null, 1000)]
    [InlineData("3", null, null, 3000)]
    [InlineData("500m", "2", null, 2000)]
    [InlineData("500m", "500m", null, 1000)]
    [InlineData("500m", "500m", "Infeasible", 500)]
    [InlineData("500m", "500m", "Deferred", 1000)]
    public void Of_aWholePodThatIsResized_isTheLargest(string? actual, string? allocated, string? pending, long millis)
    {
        var pod = Make.Pod("p", "100m");
        pod = pod with
        {
            Spec = pod.Spec with { Resources = new ResourceRequirements { Requests = Cpu("1") } },
            Status = pod.Status with
            {
                Resources = actual is null ? null : new ResourceRequirements { Requests = Cpu(actual) },
                AllocatedResources = allocated is null ? default : Cpu(allocated),
                Conditions = pending is null ? [] : [new PodCondition { Type = "PodResizePending", Status = "True", Reason = pending }],
            },
        };

        PodRequests.Of(pod).MilliCpu.ShouldBe(millis);
    }

    private static ValueMap<Quantity> Cpu(string amount) => ValueMap.Of(("cpu", Quantity.Parse(amount)));
}
