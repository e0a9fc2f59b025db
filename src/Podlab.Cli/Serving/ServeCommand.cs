using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Podlab.Cli.Clusters;
using Podlab.Cli.Running;
using Podlab.Engine;
using Podlab.Server.Hosting;

namespace Podlab.Cli.Serving;

/// <summary><c>podlab serve</c>: a cluster for the reader's own kubectl, k9s or client library.</summary>
internal static class ServeCommand
{
    private static readonly Option<int> Nodes = new("--nodes") { Description = "How many nodes the cluster starts with: node-1 … node-N, each 4 CPU, 8Gi, 110 pods.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> ClusterFile = DescribedCluster.MakeOption();
    private static readonly Option<int> Port = new("--port") { Description = "The port on 127.0.0.1; 0: any that is free.", DefaultValueFactory = _ => 0 };
    private static readonly Option<string> KubeconfigFile = new("--kubeconfig") { Description = "Where the kubeconfig is written.", DefaultValueFactory = _ => "podlab.kubeconfig" };
    private static readonly Option<string> Clock = new("--clock") { Description = "real: time goes on by itself; manual: it stands until POST /podlab/clock/advance?by=30s.", DefaultValueFactory = _ => "real" };
    private static readonly Option<double> Speed = new("--speed") { Description = "Seconds of the cluster per second of the real clock.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string> Engine = new("--engine") { Description = "What runs containers: simulated.", DefaultValueFactory = _ => Engines.Simulated };
    private static readonly Option<string?> Controllers = new("--controllers") { Description = "Kubernetes' own flag: *, names, -name, separated by commas; empty: none. Left away: *.", Arity = ArgumentArity.ZeroOrOne };
    private static readonly Option<bool> NoScheduler = new("--no-scheduler") { Description = "Nothing gives pods their nodes." };
    private static readonly Option<bool> SystemPods = new("--system-pods") { Description = "kube-system holds what kind and minikube put there: coredns behind the Service kube-dns, and kube-proxy on every node." };
    private static readonly Option<string?> Record = new("--record") { HelpName = "FILE", Description = "Keep the run and write it there when the server stops; `podlab replay FILE` runs it once more." };
    private static readonly Option<string?> DisabledPlugins = new("--disable-admission-plugins") { Description = "Admission plugins to leave out, separated by commas.", Arity = ArgumentArity.ZeroOrOne };

    public static Command Create(CliConsole console)
    {
        Clock.AcceptOnlyFromAmong("real", "manual");
        Engine.AcceptOnlyFromAmong(Engines.Simulated, Engines.Docker, Engines.Cluster);
        var command = new Command("serve", "Serve a cluster to kubectl and client libraries over HTTPS, on this machine only.")
        {
            Nodes, ClusterFile, Port, KubeconfigFile, Clock, Speed, Engine, Controllers, NoScheduler, SystemPods, DisabledPlugins, Record,
        };
        command.SetAction((result, cancellation) => RunAsync(console, result, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CliConsole console, ParseResult line, CancellationToken cancellation)
    {
        Engines.Require(line.GetValue(Engine)!);
        IReadOnlyList<string> controllers = line.GetResult(Controllers) is null ? ["*"] : List(line.GetValue(Controllers));
        var plugins = List(line.GetValue(DisabledPlugins));
        ServeFlags.Check(line.GetValue(Nodes), line.GetValue(Port), line.GetValue(Speed), controllers, plugins);
        var record = line.GetValue(Record) is { } name ? Path.Combine(console.WorkingFolder, name) : null;
        if (record is not null) RecordingFile.Check(record);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal => Stop(signal, end));
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => Stop(signal, end));
        var manual = line.GetValue(Clock) == "manual";
        var (start, since) = manual ? (ClusterOptions.DefaultStart, (long?)null) : (DateTimeOffset.UtcNow, TimeProvider.System.GetTimestamp());
        var asked = new ClusterOptions
        {
            Nodes = line.GetValue(Nodes),
            // A cluster that starts without nodes is one without a network for pods, as controller managers run it by default.
            AllocatesNodeCidrs = line.GetValue(Nodes) > 0,
            Controllers = controllers,
            Scheduler = !line.GetValue(NoScheduler),
            SystemPods = line.GetValue(SystemPods),
            DisabledAdmissionPlugins = plugins,
            DefaultRoles = true,
            Start = start,
            Records = record is not null,
        };
        var making = Task.Run(() => ServedCluster.Make(DescribedCluster.Read(console, line.GetValue(ClusterFile), asked)), end.Token);
        try
        {
            var options = new ServerOptions
            {
                Port = line.GetValue(Port),
                ManualClock = manual,
                Speed = line.GetValue(Speed),
                Since = since,
                OnMistake = mistake => console.Error.Write($"a mistake in the engine, please report it: {mistake}\n"),
            };
            await using (var server = await PodlabServer.StartAsync(making, options, end.Token))
            {
                var file = Path.Combine(console.WorkingFolder, line.GetValue(KubeconfigFile)!);
                Save(file, server.Kubeconfig);
                console.Out.Write($"ready: {server.Address.GetLeftPart(UriPartial.Authority)} — export KUBECONFIG={file}\n");
                console.Out.Flush();
                await WaitAsync(end.Token);
            }

            if (record is not null) RecordingFile.Write(console, record, await making);
        }
        catch (IOException failure) when (failure.InnerException is SocketException || failure.Message.Contains("address", StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException(ExitCodes.EnvironmentLacks, $"port {line.GetValue(Port)} cannot be had: {failure.Message.ReplaceLineEndings(" ")}", "Give another --port, or 0 for any that is free.");
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // Told to stop before it had begun.
        }

        return ExitCodes.Done;
    }

    private static void Save(string file, string content)
    {
        try
        {
            Kubeconfig.Save(file, content);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.EnvironmentLacks, $"the kubeconfig cannot be written: {failure.Message.ReplaceLineEndings(" ")}", "Give another --kubeconfig.");
        }
    }

    private static async Task WaitAsync(CancellationToken end)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, end);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }

    private static void Stop(PosixSignalContext signal, CancellationTokenSource end)
    {
        signal.Cancel = true;
        // Not on this thread: it must be free for the registration to be taken back.
        _ = end.CancelAsync();
    }

    private static string[] List(string? text) => (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
