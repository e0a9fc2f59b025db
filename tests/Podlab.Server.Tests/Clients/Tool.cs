namespace Podlab.Server.Tests.Clients;

/// <summary>A program of the machine that a test needs: where it is absent the test is skipped, on a build server it fails.</summary>
internal static class Tool
{
    public static string Require(string name, string install)
    {
        var found = name.StartsWith('/') ? [name] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name));
        return found.FirstOrDefault(File.Exists) ?? throw Missing(name, install);
    }

    /// <summary>The exception that skips, or fails with CI=true.</summary>
    public static Exception Missing(string name, string install)
    {
        var why = $"{name} is missing: {install}";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(why);
        Assert.Skip(why);
        return new InvalidOperationException(why);
    }
}
