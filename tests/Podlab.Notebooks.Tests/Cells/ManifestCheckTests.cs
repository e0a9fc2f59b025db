using Podlab.Notebooks.Cells;

namespace Podlab.Notebooks.Tests.Cells;

public class ManifestCheckTests
{
    public static IEnumerable<TheoryDataRow<string, string>> Faults =>
    [
        new("kind: Pod\napiVersion: v1\nspec:\n  containers:\n  - name: a\n    imagee: x", "line 7, column 5: spec.containers[0].imagee: unknown field, did you mean `image`?") { Label = "a typo" },
        new("kind: Pod\napiVersion: v1\nmetadata:\n  name: a\n  name: b", "line 6, column 3: the key \"name\" stands twice in one mapping") { Label = "a key twice" },
    ];

    [Theory, MemberData(nameof(Faults))]
    public void Run_names_the_line_of_the_cell_and_what_was_meant(string yaml, string fault)
    {
        var error = Should.Throw<CellException>(() => ManifestCheck.Run(yaml, firstLine: 2));
        error.Lines.ShouldBe([fault, "Nothing was applied."]);
    }

    [Theory]
    [InlineData("kind: Pod\napiVersion: v1\nspec: {containers: [{name: a, image: b}]}")]
    [InlineData("kind: Thing\napiVersion: example.com/v1\nanything: goes")]
    [InlineData("just text")]
    [InlineData("---\n---\n")]
    public void Run_of_what_only_the_server_can_judge_is_silent(string yaml) => Should.NotThrow(() => ManifestCheck.Run(yaml, 1));
}
