using System.CommandLine;
using Podlab.Engine;
using Podlab.Engine.Nodes.Pools;

namespace Podlab.Cli.Clusters;

/// <summary>The flag <c>--cluster FILE</c>: a description of the cluster's nodes (docs/clusters.md).</summary>
internal static class DescribedCluster
{
    public static Option<string?> MakeOption() => new("--cluster") { HelpName = "FILE", Description = "A description of the cluster's nodes: pools with labels, taints, zones and sizes (docs/clusters.md). It takes the place of --nodes." };

    /// <param name="file">Null: there is none, the options stay as they are.</param>
    /// <exception cref="CliException">The file cannot be read, or is wrong.</exception>
    public static ClusterOptions Read(CliConsole console, string? file, ClusterOptions options)
    {
        if (file is null) return options;
        try
        {
            return ClusterFile.Read(File.ReadAllText(Path.Combine(console.WorkingFolder, file)), file, options);
        }
        catch (ClusterFileException wrong)
        {
            throw new CliException(ExitCodes.Usage, wrong.Message, "docs/clusters.md describes the form; data/clusters holds a sample.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.Usage, $"{file} cannot be read: {failure.Message.ReplaceLineEndings(" ")}", "Give --cluster the path of a cluster's description.");
        }
    }
}
