using Podlab.Simulation.Processes;
using Podlab.Simulation.Utilities.Basics;
using Podlab.Simulation.Utilities.FileSystem;
using Podlab.Simulation.Utilities.Host;
using Podlab.Simulation.Utilities.Net;
using Podlab.Simulation.Utilities.Text;

namespace Podlab.Simulation.Utilities;

/// <summary>All utilities of busybox by name: what the links in /bin mean.</summary>
public static class UtilityTable
{
    private static readonly Utility[] All =
    [
        new Echo(), new Printf(), new Test(), new True(), new False(), new Sleep(), new Seq(), new Yes(), new Env(), new Pwd(), new Expr(),
        new Cat(), new Head(), new Tail(), new Grep(), new Wc(), new Sort(), new Cut(), new Uniq(), new Tr(), new Paste(), new Tee(), new Lines(),
        new Sed.SedUtility(), new Awk.AwkUtility(), new Diff(), new Factor(), new Cal(), new Tar(), new Gzip(),
        new Digest(), new Checksum(), new Base64(), new Hexdump(), new Od(), new Xxd(), new Strings(), new Cmp(), new Split(), new Pager(), new LineEnds(), new Bc(),
        new Ls(), new Touch(), new Rm(), new Mkdir(), new Rmdir(), new Cp(), new Mv(), new Ln(), new Readlink(), new Realpath(), new Basename(), new Dirname(), new Which(), new Mktemp(),
        new Mkfifo(), new Install(), new Unlink(), new Chmod(), new Chown(), new Stat(), new Find(), new Df(), new Du(), new Dd(), new Truncate(), new MountUtility(),
        new Kill(), new Killall(), new Ps(), new Top(), new Id(), new Whoami(), new Su(), new Hostname(), new Date(), new Uname(), new Free(),
        new TimeoutUtility(), new Xargs(), new Wrapper(), new Watch(), new Refusing(), new Silent(), new Sessions(), new SharedMemory(), new Sysctl(),
        new Httpd(), new Wget(), new Netcat(), new Nslookup(), new Ping(), new Interfaces(),
    ];

    private static readonly Dictionary<string, Utility> ByName =
        All.SelectMany(utility => utility.Names.Select(name => (name, utility))).ToDictionary(pair => pair.name, pair => pair.utility, StringComparer.Ordinal);

    public static IProgram? Find(string name) => ByName.GetValueOrDefault(name);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);
}
