using System.Globalization;
using System.Text;
using Podlab.Simulation.Files;

namespace Podlab.Simulation.Processes;

public sealed record UserAccount(string Name, long Uid, long Gid, string Home, string Shell);

/// <summary>Users and groups as /etc/passwd and /etc/group of a container list them.</summary>
public sealed class Accounts
{
    private readonly List<UserAccount> users = [];
    private readonly List<(string Name, long Gid, string[] Members)> groups = [];

    public static Accounts Read(IFileUser user, FileTree tree)
    {
        var accounts = new Accounts();
        foreach (var fields in Lines(user, tree, "/etc/passwd"))
        {
            if (fields.Length >= 7 && long.TryParse(fields[2], out var uid) && long.TryParse(fields[3], out var gid))
                accounts.users.Add(new UserAccount(fields[0], uid, gid, fields[5], fields[6]));
        }

        foreach (var fields in Lines(user, tree, "/etc/group"))
        {
            if (fields.Length >= 4 && long.TryParse(fields[2], out var gid))
                accounts.groups.Add((fields[0], gid, fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries)));
        }

        return accounts;
    }

    public static Accounts Read(Process process) => Read(process, process.Tree);

    public UserAccount? FindUser(string name) => users.Find(user => user.Name == name);

    public UserAccount? FindUser(long uid) => users.Find(user => user.Uid == uid);

    public string? GroupName(long gid) => groups.Find(group => group.Gid == gid).Name;

    public long? FindGroup(string name) => groups.Exists(group => group.Name == name) ? groups.Find(group => group.Name == name).Gid : null;

    /// <summary>The groups that list a user.</summary>
    public IEnumerable<long> GroupsOf(string user) => groups.Where(group => group.Members.Contains(user, StringComparer.Ordinal)).Select(group => group.Gid);

    public string UserText(long uid) => FindUser(uid)?.Name ?? uid.ToString(CultureInfo.InvariantCulture);

    public string GroupText(long gid) => GroupName(gid) ?? gid.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<string[]> Lines(IFileUser user, FileTree tree, string path)
    {
        if (tree.Find(user, path, true, out var node) != Errno.Ok || node is not FileNode file) yield break;
        foreach (var line in Encoding.Latin1.GetString(file.ReadAll()).Split('\n'))
            if (line.Contains(':', StringComparison.Ordinal)) yield return line.Split(':');
    }
}
