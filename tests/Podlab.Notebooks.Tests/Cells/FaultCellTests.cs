using Podlab.Notebooks.Tests.Sessions;

namespace Podlab.Notebooks.Tests.Cells;

public class FaultCellTests
{
    [Theory]
    [InlineData("#!fault registry down", "registry: down (until: registry up)\n")]
    [InlineData("#!fault node-2 down for 10m\n#!time +1m\n#!fault list", "node-2: down for 10m\nt = 1m\nnode-2 down since t = 0s, until t = 10m\n")]
    [InlineData("#!fault", "nothing is broken\n")]
    [InlineData("#!fault registry slow 10x\n#!fault clear\n#!fault list", "registry: slow 10x (until: registry up)\nmended: registry slow 10x\nnothing is broken\n")]
    [InlineData("#!fault node-7 down", "! There is no node \"node-7\" (nodes: node-1, node-2, node-3). ")]
    public void Fault_says_what_is_so_now(string source, string shown)
    {
        using var session = new ASession();
        session.Show(source).ShouldStartWith(shown);
    }
}
