namespace Podlab.Notebooks.Lab;

/// <summary>What kubectl printed, and its exit code.</summary>
public sealed record KubectlAnswer(int ExitCode, string Stdout, string Stderr)
{
    /// <summary>The lines of <see cref="Stdout"/>.</summary>
    public IReadOnlyList<string> Lines => Stdout.Length == 0 ? [] : Stdout.TrimEnd('\n').Split('\n');

    /// <summary>What was printed, as a terminal would show it.</summary>
    public override string ToString() => (Stdout + Stderr).TrimEnd('\n');
}
