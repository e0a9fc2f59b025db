namespace Podlab.Cli;

/// <summary>What the process's exit code says.</summary>
public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>A check failed: a snapshot differs, an exercise is not solved.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line is not one of ours.</summary>
    public const int Usage = 2;

    /// <summary>The environment lacks something, which is named.</summary>
    public const int EnvironmentLacks = 3;
}
