using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;
using Podlab.Simulation.Utilities.FileSystem;
using Podlab.Simulation.Utilities.Host;
using Podlab.Simulation.Utilities.Text;

namespace Podlab.Simulation.Utilities;

/// <summary>All utilities of busybox by name: what the links in /bin mean.</summary>
public static class UtilityTable
{
    private static readonly Utility[] All =
    [
        new Echo(), new Printf(), new Test(), new True(), new False(), new Sleep(), new Seq(), new Yes(), new Env(), new Pwd(),
        new Cat(),
        new Touch(), new Rm(), new Mkdir(),
        new Kill(), new Hostname(),
    ];

    private static readonly Dictionary<string, Utility> ByName =
        All.SelectMany(utility => utility.Names.Select(name => (name, utility))).ToDictionary(pair => pair.name, pair => pair.utility, StringComparer.Ordinal);

    public static IProgram? Find(string name) => ByName.GetValueOrDefault(name);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);
}
