using Podlab.Notebooks.Tests.Sessions;

namespace Podlab.Notebooks.Tests.Cells;

public class TimeCellTests
{
    [Theory]
    [InlineData("#!time +30s", "t = 30s\n")]
    [InlineData("#!time 1m30s\n#!time to 1h", "t = 1m30s\nt = 1h\n")]
    [InlineData("#!time", "t = 0s\n")]
    [InlineData("#!time +250ms\n#!time +0", "t = 0.25s\nt = 0.25s\n")]
    [InlineData("#!time +1m\n#!time to 30s", "t = 1m\n! line 2: it is 1m already, and time does not go back\n! Usage: #!time +30s | to 5m | until POD WORD [within 10m]\n")]
    [InlineData("#!time soon", "! line 1: `soon` is not a span of time such as 30s, 1m30s or 2h\n! Usage: #!time +30s | to 5m | until POD WORD [within 10m]\n")]
    [InlineData("#!time until web Running within 20s", "! 20s have passed, and Pod \"web\" is not \"Running\"\n! It is gone.\n")]
    [InlineData("#!time until web gone", "t = 0s\n")]
    public void Time_moves_and_says_where_it_stands(string source, string shown)
    {
        using var session = new ASession();
        session.Show(source).ShouldBe(shown);
    }
}
