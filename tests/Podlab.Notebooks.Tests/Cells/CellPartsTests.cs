using Podlab.Notebooks.Cells;

namespace Podlab.Notebooks.Tests.Cells;

public class CellPartsTests
{
    public static IEnumerable<TheoryDataRow<string, string?, string[]>> Sources =>
    [
        new("x + 1", null, ["csharp 1 x + 1"]) { Label = "nothing said" },
        new("", null, []) { Label = "empty" },
        new("  \n\n", null, []) { Label = "blank" },
        new("# watch\n\nkubectl get pods", null, ["kubectl 1 # watch||kubectl get pods"]) { Label = "first word is kubectl" },
        new("kubectlGet();", null, ["csharp 1 kubectlGet();"]) { Label = "a C# name that begins with kubectl" },
        new("get pods", "kubectl", ["kubectl 1 get pods"]) { Label = "by metadata" },
        new("x", "C#", ["csharp 1 x"]) { Label = "C# by another name" },
        new("#!manifest -n dev\nkind: Pod\n# c\n", null, ["manifest(-n dev) 2 kind: Pod|# c|"]) { Label = "a magic with words" },
        new("#!time +30s\nkubectl get pods\n#!time +1m", null, ["time(+30s) 1 ", "kubectl 2 kubectl get pods", "time(+1m) 3 "]) { Label = "commands of a line between" },
        new("var x = 1;\n#!time +1s\nx", null, ["csharp 1 var x = 1;", "time(+1s) 2 ", "csharp 3 x"]) { Label = "C# around a command" },
        new("#!sh web\n#!/bin/sh\necho hi\n  #!time", null, ["sh(web) 2 #!/bin/sh|echo hi|  #!time"]) { Label = "what only looks like a magic" },
    ];

    [Theory, MemberData(nameof(Sources))]
    public void Divide_gives_language_words_line_and_text(string source, string? kernelName, string[] parts) =>
        CellParts.Divide(source, kernelName).Select(part => $"{part.Language}{(part.Arguments.Length > 0 ? $"({part.Arguments})" : "")} {part.FirstLine} {part.Text.Replace('\n', '|')}").ShouldBe(parts);

    [Fact]
    public void Unknown_magic_is_an_error_that_names_the_known()
    {
        var error = Should.Throw<CellException>(() => CellParts.Divide("x\n#!pyhton\ny"));
        error.Lines.ShouldBe(["line 2: the magic #!pyhton is not known", "Known: #!csharp, #!kubectl, #!manifest, #!file, #!sh, #!time, #!fault, #!why, #!help. #!help tells what each does."]);
    }
}
