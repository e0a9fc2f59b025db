using Podlab.Engine;
using Podlab.Engine.Recordings;
using Podlab.Notebooks.Lab;

namespace Podlab.Cli.Serving;

/// <summary>A run on the disk: what <c>podlab serve --record</c> writes and <c>podlab replay</c> reads.</summary>
internal static class RecordingFile
{
    /// <summary>Finds out at the start what would be a pity at the end.</summary>
    /// <exception cref="CliException">The file cannot be written.</exception>
    public static void Check(string path) => Try(() => File.WriteAllText(path, ""), path);

    public static void Write(CliConsole console, string path, Cluster cluster)
    {
        Recording recording;
        try
        {
            recording = cluster.Recording.WithState(cluster);
        }
        catch (InvalidOperationException gap)
        {
            throw new CliException(ExitCodes.CheckFailed, gap.Message, "Nothing was written.");
        }

        Try(() => File.WriteAllText(path, recording.Save()), path);
        console.Error.Write($"recorded: {recording.Inputs.Count} inputs — podlab replay {path}\n");
    }

    /// <exception cref="CliException">There is no such file, or it is no recording.</exception>
    public static Recording Read(string path)
    {
        try
        {
            return Recording.Load(File.ReadAllText(path), SimulatedCluster.WithRuntime(new ClusterOptions()));
        }
        catch (RecordingException wrong)
        {
            throw new CliException(ExitCodes.Usage, $"{path}: {wrong.Message}", "Recordings are written by `podlab serve --record FILE` and by Recording.Save().");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"{path} cannot be read: {failure.Message.ReplaceLineEndings(" ")}", "Give the path of a recording.");
        }
    }

    private static void Try(Action write, string path)
    {
        try
        {
            write();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.EnvironmentLacks, $"the recording cannot be written: {failure.Message.ReplaceLineEndings(" ")}", $"Give another file than {path}.");
        }
    }
}
