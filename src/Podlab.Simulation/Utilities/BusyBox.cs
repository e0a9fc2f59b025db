using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell;

namespace Podlab.Simulation.Utilities;

/// <summary>The program behind all links in /bin: does what the name it is called by says.</summary>
public sealed class BusyBox : IProgram
{
    private static readonly ShellProgram Shell = new();

    public ValueTask<int> RunAsync(Process self)
    {
        var name = Process.BaseName(self.Arguments[0].TrimStart('-'));
        return name == "busybox" ? RunNamedAsync(self) : Find(name) is { } program ? program.RunAsync(self) : UnknownAsync(self, name);
    }

    public static IProgram? Find(string name) => name is "sh" or "ash" or "bash" ? Shell : UtilityTable.Find(name);

    private async ValueTask<int> RunNamedAsync(Process self)
    {
        if (self.Arguments.Count == 1)
        {
            await self.WriteAsync(1, "BusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) multi-call binary.\n\nCurrently defined functions:\n\t"
                + string.Join(", ", UtilityTable.Names) + "\n");
            return 0;
        }

        var name = self.Arguments[1];
        if (name == "--help")
        {
            if (self.Arguments.Count > 2) return await RunHelpAsync(self, self.Arguments[2]);
            await self.ExecAsync(new Executable(this, [self.Arguments[0]], "busybox"));
            return 0;
        }

        if (name == "--list")
        {
            await self.WriteAsync(1, string.Join('\n', UtilityTable.Names) + "\n");
            return 0;
        }

        if (Find(name) is not { } program) return await UnknownAsync(self, name);
        await self.ExecAsync(new Executable(program, [.. self.Arguments.Skip(1)], name));
        return 0;
    }

    private static async ValueTask<int> RunHelpAsync(Process self, string name)
    {
        if (Find(name) is not { } program) return await UnknownAsync(self, name);
        await self.ExecAsync(new Executable(program, [name, "--help"], name));
        return 0;
    }

    private static async ValueTask<int> UnknownAsync(Process self, string name)
    {
        await self.WriteAsync(2, $"{name}: applet not found\n");
        return 127;
    }
}
