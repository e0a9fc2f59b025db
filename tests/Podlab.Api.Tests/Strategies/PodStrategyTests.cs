using Podlab.Api.Model;
using Podlab.Api.Strategies;

namespace Podlab.Api.Tests.Strategies;

public sealed class PodStrategyTests
{
    private static readonly ResourceStrategy Pods = ResourceStrategies.Of(Pod.GroupVersionKind);

    [Fact]
    public void Default_fills_in_what_was_left_out()
    {
        var pod = (Pod)Pods.Default(Make("web"));
        pod.Spec.RestartPolicy.ShouldBe("Always");
        pod.Spec.Containers[0].ImagePullPolicy.ShouldBe("IfNotPresent");
        pod.Spec.TerminationGracePeriodSeconds.ShouldBe(30);
    }

    [Fact]
    public void Validate_of_a_sound_pod_finds_nothing() => Errors(Make("web")).ShouldBeEmpty();

    [Fact]
    public void Validate_of_a_bad_container_name_tells_where() => Errors(Make("Web_")).ShouldStartWith("spec.containers[0].name: Invalid value: \"Web_\": a lowercase RFC 1123 label");

    [Fact]
    public void ValidateUpdate_of_another_image_is_allowed()
    {
        var old = Stored(Make("web"));
        var changed = old with { Spec = old.Spec with { Containers = [old.Spec.Containers[0] with { Image = "nginx:2" }] } };
        Pods.ValidateUpdate(Pods.PrepareForUpdate(changed, old), old).Count.ShouldBe(0);
    }

    [Fact]
    public void ValidateUpdate_of_another_name_of_a_container_is_refused()
    {
        var old = Stored(Make("web"));
        var changed = old with { Spec = old.Spec with { Containers = [old.Spec.Containers[0] with { Name = "other" }] } };
        Pods.ValidateUpdate(Pods.PrepareForUpdate(changed, old), old).ToAggregateMessage().ShouldStartWith("spec: Forbidden: pod updates may not change fields other than");
    }

    private static Pod Make(string container) => new()
    {
        Metadata = new ObjectMeta { Name = "p", Namespace = "default" },
        Spec = new PodSpec { Containers = [new Container { Name = container, Image = "nginx:1" }] },
    };

    private static Pod Stored(Pod pod)
    {
        var prepared = (Pod)Pods.PrepareForCreate(Pods.Default(pod));
        return prepared with { Metadata = prepared.Metadata with { ResourceVersion = "1", Uid = "u" } };
    }

    private static string Errors(Pod pod)
    {
        var errors = Pods.Validate(Pods.PrepareForCreate(Pods.Default(pod)));
        return errors.Count == 0 ? "" : errors.ToAggregateMessage();
    }
}
