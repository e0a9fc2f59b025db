using System.Globalization;

namespace Podlab.Simulation.Tests.Acceptance;

/// <summary>Kubernetes' own tests of nodes and volumes (test/e2e/common, v1.36), transcribed: the pods they make and what they look at.</summary>
public class AcceptanceTests
{
    public static IEnumerable<TheoryDataRow<string>> Files => AcceptanceCase.All.Select(@case => @case.File).Distinct().Select(file => new TheoryDataRow<string>(file));

    [Theory]
    [MemberData(nameof(Files))]
    public void Node_passes_the_upstream_tests_of(string file)
    {
        var failures = new List<string>();
        var (passed, all) = (0, 0);
        foreach (var @case in AcceptanceCase.All.Where(found => found.File == file))
        {
            all++;
            var failure = AcceptancePlayer.Play(@case);
            if (failure is null) passed++;
            if (failure is null == @case.Differs is null) continue;
            failures.Add(failure is null ? $"{@case} passes: take its line 'differs' away" : $"{@case}\n{failure}");
        }

        TestContext.Current.SendDiagnosticMessage(string.Create(CultureInfo.InvariantCulture, $"{file}: {passed} of {all}"));
        failures.ShouldBeEmpty(string.Join("\n\n", failures));
    }
}
