using Podlab.Kubectl.Diff;

namespace Podlab.Kubectl.Tests.Diff;

public sealed class UnifiedDiffTests
{
    private static readonly DateTimeOffset Time = new(2026, 1, 1, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_equal_texts_is_empty() => UnifiedDiff.Of("a", "b", "x\n", "x\n", Time).ShouldBe("");

    [Fact]
    public void Of_one_changed_line_shows_three_around_it() =>
        UnifiedDiff.Of("a", "b", "1\n2\n3\n4\n5\n6\n7\n8\n", "1\n2\n3\n4\nfive\n6\n7\n8\n", Time).ShouldBe(
            "--- a\t2026-01-01 09:00:00.000000000 +0000\n+++ b\t2026-01-01 09:00:00.000000000 +0000\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n");

    [Fact]
    public void Of_new_file_counts_from_nothing() =>
        UnifiedDiff.Of("a", "b", "", "x\ny\n", Time).ShouldEndWith("@@ -0,0 +1,2 @@\n+x\n+y\n");
}
