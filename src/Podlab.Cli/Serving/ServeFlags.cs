using System.Net;

namespace Podlab.Cli.Serving;

/// <summary>What <c>podlab serve</c> takes, checked before anything is started.</summary>
internal static class ServeFlags
{
    private const int MostNodes = 5000;
    private const double FastestSpeed = 100_000;

    /// <exception cref="CliException">Usage: which flag, and what it takes.</exception>
    public static void Check(int nodes, int port, double speed, IEnumerable<string> controllers, IEnumerable<string> plugins)
    {
        if (nodes is < 0 or > MostNodes) throw Refusal($"--nodes takes 0 to {MostNodes}", "Give another number of nodes.");
        if (port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort) throw Refusal($"--port takes {IPEndPoint.MinPort} to {IPEndPoint.MaxPort}", "Give another port, or 0 for any that is free.");
        if (speed is not (> 0 and <= FastestSpeed)) throw Refusal($"--speed takes a number above 0, {FastestSpeed:F0} at most", "Give for example --speed 60: a minute a second.");
        // Kubernetes has controllers and plugins that nothing here does; their names are as good as any.
        if (controllers.FirstOrDefault(name => name != "*" && !name.TrimStart('-').EndsWith("-controller", StringComparison.Ordinal)) is { } controller)
            throw Refusal($"--controllers: no controller is called \"{controller}\"", "Give *, names like deployment-controller, or -name for one less, separated by commas.");
        if (plugins.FirstOrDefault(name => !char.IsAsciiLetterUpper(name[0]) || !name.All(char.IsAsciiLetterOrDigit)) is { } plugin)
            throw Refusal($"--disable-admission-plugins: no plugin is called \"{plugin}\"", "Give names like ServiceAccount or LimitRanger, separated by commas.");
    }

    private static CliException Refusal(string what, string whatToDo) => new(ExitCodes.Usage, what, whatToDo);
}
