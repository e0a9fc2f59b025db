using Podlab.Api.Model;
using Podlab.Engine.Fidelity;

namespace Podlab.Engine.Tests.Fidelity;

public class FidelityWarningsTests
{
    private static readonly PodSpec Plain = new() { Containers = [new Container { Name = "a", Image = "nginx" }] };

    private static readonly PodSpec Filtered = Plain with
    {
        Containers = [Plain.Containers[0] with { SecurityContext = new SecurityContext { SeccompProfile = new SeccompProfile { Type = "RuntimeDefault" } } }],
    };

    [Fact]
    public void Add_of_a_new_pod_names_the_path_and_what_differs() =>
        Warnings(new Pod { Spec = Filtered }, null).ShouldBe(["spec.containers[0].securityContext.seccompProfile.type: Podlab ignores this: no system call is filtered"]);

    [Fact]
    public void Add_of_a_template_names_the_path_in_the_workload() =>
        Warnings(new CronJob { Spec = new CronJobSpec { JobTemplate = new JobTemplateSpec { Spec = new JobSpec { Template = new PodTemplateSpec { Spec = Filtered } } } } }, null)
            .ShouldHaveSingleItem().ShouldStartWith("spec.jobTemplate.spec.template.spec.containers[0].securityContext.");

    [Fact]
    public void Add_of_exact_fields_says_nothing() => Warnings(new Pod { Spec = Plain }, null).ShouldBeEmpty();

    [Fact]
    public void Add_of_what_was_there_before_says_nothing() => Warnings(new Pod { Spec = Filtered }, new Pod { Spec = Filtered }).ShouldBeEmpty();

    [Fact]
    public void Add_of_a_kind_without_pods_says_nothing() => Warnings(new ConfigMap(), null).ShouldBeEmpty();

    private static List<string> Warnings(IKubernetesObject after, IKubernetesObject? before)
    {
        var warnings = new List<string>();
        new FidelityWarnings(FidelityLedger.Default).Add(warnings, after, before);
        return warnings;
    }
}
