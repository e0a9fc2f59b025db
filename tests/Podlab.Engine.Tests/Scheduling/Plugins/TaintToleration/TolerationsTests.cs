using Podlab.Api.Model;
using Podlab.Engine.Scheduling.Plugins.TaintToleration;

namespace Podlab.Engine.Tests.Scheduling.Plugins.TaintToleration;

public sealed class TolerationsTests
{
    private static readonly Taint Dedicated = new() { Key = "dedicated", Value = "web", Effect = "NoSchedule" };

    public static TheoryData<string, Toleration, bool> Rows => new()
    {
        { "the same key, value and effect", new() { Key = "dedicated", Operator = "Equal", Value = "web", Effect = "NoSchedule" }, true },
        { "no operator means Equal", new() { Key = "dedicated", Value = "web" }, true },
        { "another value", new() { Key = "dedicated", Operator = "Equal", Value = "db" }, false },
        { "any value of the key", new() { Key = "dedicated", Operator = "Exists" }, true },
        { "everything", new() { Operator = "Exists" }, true },
        { "another effect", new() { Key = "dedicated", Operator = "Exists", Effect = "NoExecute" }, false },
        { "another key", new() { Key = "other", Operator = "Exists" }, false },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Tolerates_row_result(string why, Toleration toleration, bool tolerates) => Tolerations.Tolerates(toleration, Dedicated).ShouldBe(tolerates, why);

    [Fact]
    public void FirstUntolerated_softTaint_isNone() =>
        Tolerations.FirstUntolerated([Dedicated with { Effect = "PreferNoSchedule" }], []).ShouldBeNull();
}
