using System.Runtime.InteropServices;
using Podlab.Notebooks.Running;

namespace Podlab.Cli.Doctor;

/// <summary>What podlab looks for on a machine.</summary>
internal static class HealthChecks
{
    public static IReadOnlyList<HealthCheck> All(string workingFolder) =>
    [
        new(".NET", RuntimeInformation.FrameworkDescription, true, "runs podlab", "Install the .NET 10 SDK: https://dotnet.microsoft.com/download"),
        new("chapters", Notebooks(workingFolder), true, "the notebooks that podlab run checks", "Go to the tutorial's folder, or give --notebooks FOLDER."),
        new("Jupyter", Program("jupyter"), false, "opens the chapters in a browser", "pip install jupyterlab"),
        new("kubectl", Program("kubectl"), false, "talks to podlab serve and to a real cluster; the chapters bring their own", "https://kubernetes.io/docs/tasks/tools/"),
        new("Docker", DockerSocket(), false, "for the engine docker, which this version does not have yet", "https://docs.docker.com/engine/install/"),
    ];

    private static string? Notebooks(string workingFolder) =>
        Chapters.FindFolder(workingFolder) is { } folder && Chapters.All(folder) is { Count: > 0 } chapters ? $"{chapters.Count} in {folder}" : null;

    private static string? Program(string name)
    {
        var names = OperatingSystem.IsWindows() ? new[] { name + ".exe", name + ".cmd" } : [name];
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.SelectMany(folder => names.Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists);
    }

    private static string? DockerSocket()
    {
        const string socket = "/var/run/docker.sock";
        return Environment.GetEnvironmentVariable("DOCKER_HOST") ?? (File.Exists(socket) ? socket : null);
    }
}
