namespace Podlab.Kubectl;

/// <summary>What a command did.</summary>
public sealed record KubectlResult(int ExitCode, string Stdout, string Stderr)
{
    /// <summary>Whether the command was still running when its time was over (a watch, a followed log) and was stopped.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Where the manifests that were read are wrong, for those who show it to learners.</summary>
    public IReadOnlyList<ManifestProblem> Problems { get; init; } = [];
}

/// <summary>Something wrong in a manifest.</summary>
/// <param name="Source">File name, or STDIN.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Path">Field path; empty where the text is no YAML.</param>
/// <param name="Meant">The name that was probably meant; null where none is near.</param>
public sealed record ManifestProblem(string Source, int Line, int Column, string Path, string Message, string? Meant);
