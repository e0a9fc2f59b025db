namespace Podlab.Cli.Running;

/// <summary>The words that <c>--engine</c> takes.</summary>
internal static class Engines
{
    public const string Simulated = "simulated";
    public const string Docker = "docker";
    public const string Cluster = "cluster";

    /// <exception cref="CliException">The engine is not there.</exception>
    public static void Require(string engine)
    {
        if (engine == Simulated) return;
        throw new CliException(
            ExitCodes.EnvironmentLacks,
            $"this version runs chapters in the simulated engine only; the engine \"{engine}\" is not built yet",
            "Leave --engine away, or give --engine simulated.");
    }
}
