using System.Diagnostics;
using System.Text;

namespace Podlab.Simulation.Tests.Shell;

/// <summary>The rows again on the real busybox, so that they stay what it prints.</summary>
public class DifferentialTests
{
    private const string BusyBox = "/usr/bin/busybox";

    [Fact]
    public void Rows_are_what_the_installed_busybox_prints()
    {
        if (!File.Exists(BusyBox))
        {
            if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail("busybox is missing: apt-get install busybox-static");
            Assert.Skip("busybox is missing: apt-get install busybox-static");
        }

        if (!Capture(Path.GetTempPath(), "exec busybox 2>&1 | head -1").Stdout.Contains("v1.35.0", StringComparison.Ordinal)) Assert.Skip("the installed busybox is not 1.35, whose words the rows hold");
        var different = new List<string>();
        foreach (var row in ShellRow.All)
        {
            var directory = Directory.CreateTempSubdirectory("podlab-row").FullName;
            var (code, stdout, stderr) = Capture(directory, row.Script);
            Directory.Delete(directory, recursive: true);
            if ((code, stdout.Replace(directory, "/work"), stderr.Replace(directory, "/work")) != (row.Code, row.Stdout, row.Stderr)) different.Add(row.Script);
        }

        // Chance decides which process of a pipeline is heard first, and which signal comes in time.
        different.Count.ShouldBeLessThanOrEqualTo(ShellRow.All.Count / 50, string.Join('\n', different));
    }

    private static (int Code, string Stdout, string Stderr) Capture(string directory, string script)
    {
        var start = new ProcessStartInfo(BusyBox) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, StandardOutputEncoding = Encoding.Latin1, StandardErrorEncoding = Encoding.Latin1 };
        foreach (var argument in (string[])["sh", "-c", script]) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        start.Environment["HOME"] = "/root";
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var stderr = process.StandardError.ReadToEndAsync();
        var stdout = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, stdout, stderr.GetAwaiter().GetResult());
    }
}
