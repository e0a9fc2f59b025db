using System.CommandLine;

namespace Podlab.Cli.Doctor;

/// <summary><c>podlab doctor</c>: what is installed, what is missing, how to mend it.</summary>
internal static class DoctorCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("doctor", "Say what is installed, what is missing, and how to mend it.");
        command.SetAction(_ => Run(console));
        return command;
    }

    private static int Run(CliConsole console)
    {
        var checks = HealthChecks.All(console.WorkingFolder);
        var width = checks.Max(check => check.Name.Length);
        foreach (var check in checks)
        {
            var state = check.Found is not null ? "ok     " : check.IsNeeded ? "MISSING" : "absent ";
            console.Out.Write($"{state}  {check.Name.PadRight(width)}  {check.Found ?? check.Purpose}\n");
            if (check.Found is null) console.Out.Write($"         {"".PadRight(width)}  → {check.Remedy}\n");
        }

        var missing = checks.Where(check => check.IsNeeded && check.Found is null).ToList();
        if (missing.Count == 0)
        {
            console.Out.Write("Everything that the chapters need is here.\n");
            return ExitCodes.Done;
        }

        console.Explain($"{string.Join(", ", missing.Select(check => check.Name))} missing", missing[0].Remedy);
        return ExitCodes.EnvironmentLacks;
    }
}
