using System.Globalization;
using Podlab.Simulation.Files;
using Podlab.Simulation.Processes;

namespace Podlab.Simulation.Utilities.Host;

/// <summary><c>id [-ugGnr] [USER]</c></summary>
internal sealed class Id : Utility
{
    public override IReadOnlyList<string> Names => ["id"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("rnugG") is not { } options) return 1;
        var accounts = Accounts.Read(run.Process);
        var who = run.Process.Credentials;
        var (uid, gid, groups) = (who.Uid, who.Gid, who.Groups.Count > 0 ? who.Groups : [who.Gid]);
        if (options.Operands.Count > 0)
        {
            if (accounts.FindUser(options.Operands[0]) is not { } user)
            {
                await run.ErrorAsync($"unknown user {options.Operands[0]}");
                return 1;
            }

            (uid, gid, groups) = (user.Uid, user.Gid, [user.Gid, .. accounts.GroupsOf(user.Name).Where(group => group != user.Gid)]);
        }

        string Number(long id) => id.ToString(CultureInfo.InvariantCulture);
        string Named(long id, string? name) => name is null ? Number(id) : $"{Number(id)}({name})";
        if (options.Has('u')) run.Output.Append(options.Has('n') ? accounts.FindUser(uid)?.Name ?? Number(uid) : Number(uid));
        else if (options.Has('g')) run.Output.Append(options.Has('n') ? accounts.GroupText(gid) : Number(gid));
        else if (options.Has('G')) run.Output.AppendJoin(' ', groups.Select(group => options.Has('n') ? accounts.GroupText(group) : Number(group)));
        else
        {
            run.Output.Append($"uid={Named(uid, accounts.FindUser(uid)?.Name)} gid={Named(gid, accounts.GroupName(gid))}");
            if (groups.Count > 0) run.Output.Append(" groups=").AppendJoin(',', groups.Select(group => Named(group, accounts.GroupName(group))));
        }

        run.Output.Append('\n');
        return 0;
    }
}

internal sealed class Whoami : Utility
{
    public override IReadOnlyList<string> Names => ["whoami", "logname", "groups"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        var accounts = Accounts.Read(run.Process);
        var who = run.Process.Credentials;
        if (run.Name == "groups")
        {
            run.Output.AppendJoin(' ', who.Groups.Select(accounts.GroupText)).Append('\n');
            return 0;
        }

        if (accounts.FindUser(who.Uid) is not { } user)
        {
            await run.ErrorAsync($"unknown uid {who.Uid}");
            return 1;
        }

        run.Output.Append(user.Name).Append('\n');
        return 0;
    }
}

/// <summary><c>su [-] [USER] [-c CMD]</c>, for root only.</summary>
internal sealed class Su : Utility
{
    public override IReadOnlyList<string> Names => ["su"];

    public override async ValueTask<int> RunAsync(Invocation run)
    {
        if (await run.OptionsAsync("mplc:s:") is not { } options) return 1;
        var operands = options.Operands.Where(operand => operand != "-").ToList();
        var accounts = Accounts.Read(run.Process);
        var name = operands.Count > 0 ? operands[0] : "root";
        if (accounts.FindUser(name) is not { } user)
        {
            await run.ErrorAsync($"unknown user {name}");
            return 1;
        }

        var process = run.Process;
        if (process.Credentials.Uid != 0 && process.Credentials.Uid != user.Uid)
        {
            await run.ErrorAsync("must be suid to work properly");
            return 1;
        }

        process.Credentials = process.Credentials with { Uid = user.Uid, Gid = user.Gid, Groups = [user.Gid, .. accounts.GroupsOf(user.Name).Where(group => group != user.Gid)] };
        foreach (var (key, value) in new[] { ("HOME", user.Home), ("USER", user.Name), ("LOGNAME", user.Name), ("SHELL", user.Shell) })
        {
            process.Environment = [.. process.Environment.Where(pair => pair.Key != key), new(key, value)];
        }

        var shell = options.Value('s') ?? user.Shell;
        List<string> command = [Process.BaseName(shell)];
        if (options.Value('c') is { } text) command.AddRange(["-c", text]);
        command.AddRange(operands.Skip(1));
        var error = await process.ExecAsync(shell, command);
        await run.ErrorAsync($"can't execute '{shell}': {error.Text()}");
        return 1;
    }
}
