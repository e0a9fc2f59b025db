using System.Runtime.CompilerServices;

namespace Podlab.Display.Tests;

/// <summary>
/// Compares a text with the stored one under Snapshots. With PODLAB_APPROVE=1 in the environment the text is stored instead.
/// </summary>
internal static class Approved
{
    public static void Match(string name, string extension, string text, [CallerFilePath] string caller = "")
    {
        var path = Path.Combine(Root(caller), Path.GetDirectoryName(name)!, "Snapshots", $"{Path.GetFileName(name)}.approved.{extension}");
        if (Environment.GetEnvironmentVariable("PODLAB_APPROVE") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text + "\n");
            return;
        }

        File.Exists(path).ShouldBeTrue($"{path} is missing; run the test with PODLAB_APPROVE=1, look at the file, and commit it");
        (text + "\n").ShouldBe(File.ReadAllText(path), $"{path} holds another text; if this one is right, run the test with PODLAB_APPROVE=1");
    }

    private static string Root(string caller, [CallerFilePath] string own = "") => Path.GetDirectoryName(own) is { } root && caller.StartsWith(root, StringComparison.Ordinal) ? root : throw new InvalidOperationException($"{caller} is not below the test project.");
}
