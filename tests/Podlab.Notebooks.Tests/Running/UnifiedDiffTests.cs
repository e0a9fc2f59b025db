using Podlab.Notebooks.Running;

namespace Podlab.Notebooks.Tests.Running;

public class UnifiedDiffTests
{
    [Fact]
    public void Of_two_changes_far_apart_has_two_hunks()
    {
        var old = string.Concat(Enumerable.Range(1, 20).Select(n => $"line {n}\n"));
        var @new = old.Replace("line 2\n", "LINE 2\n").Replace("line 18\n", "line 18\nand more\n");
        UnifiedDiff.Of("a", "b", old, @new).ShouldBe("""
            --- a
            +++ b
            @@ -1,5 +1,5 @@
             line 1
            -line 2
            +LINE 2
             line 3
             line 4
             line 5
            @@ -16,5 +16,6 @@
             line 16
             line 17
             line 18
            +and more
             line 19
             line 20

            """);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a\n", "a\n")]
    public void Of_equal_texts_is_empty(string old, string @new) => UnifiedDiff.Of("a", "b", old, @new).ShouldBe("");

    [Fact]
    public void Of_nothing_and_something_adds_all() => UnifiedDiff.Of("a", "b", "", "x\ny\n").ShouldBe("--- a\n+++ b\n@@ -0,0 +1,2 @@\n+x\n+y\n");
}
