using System.Text;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Time;
using Podlab.Kubectl.Files;

namespace Podlab.Kubectl;

/// <summary>Runs commands for callers outside of the event loop: the cluster's virtual time moves on until the command ends.</summary>
public sealed class KubectlRunner(IApiTransport api, EventLoop clock, KubeContext? context = null)
{
    /// <summary>How much virtual time a command may take before it is interrupted, as by Ctrl-C.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);

    public KubeContext Context { get; } = context ?? new KubeContext();

    public IKubectlFiles Files { get; init; } = new MemoryFiles();

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public KubectlEditor? Editor { get; init; }

    /// <summary>Runs a command line as a shell without variables would read it: <c>get pods -o wide</c>; a leading <c>kubectl</c> is left out.</summary>
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public KubectlResult Run(string commandLine, string? stdin = null)
    {
        var words = CommandLine.ShellWords.Split(commandLine);
        return Run(words.Count > 0 && words[0] == "kubectl" ? [.. words.Skip(1)] : words, stdin);
    }

    /// <summary>Runs a command; returns when it has ended or <see cref="Limit"/> of virtual time has passed.</summary>
    public KubectlResult Run(IReadOnlyList<string> argv, string? stdin = null)
    {
        using var output = new MemoryStream();
        using var errors = new MemoryStream();
        return Run(argv, stdin, output, errors) with { Stdout = Text(output), Stderr = Text(errors) };
    }

    /// <summary>Runs a command that writes to the caller's streams as it goes on; the result holds no text.</summary>
    public KubectlResult Run(IReadOnlyList<string> argv, string? stdin, Stream output, Stream errors)
    {
        using var interrupt = new CancellationTokenSource();
        var problems = new List<ManifestProblem>();
        var io = new KubectlIO
        {
            Stdin = stdin is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(stdin)),
            Stdout = output,
            Stderr = errors,
            Files = Files,
            Environment = Environment,
            Editor = Editor,
        };
        Task<int>? task = null;
        clock.Post(() => task = KubectlCommand.RunAsync(argv, io, api, Context, problems, interrupt.Token));
        var ended = clock.AdvanceUntil(() => task is { IsCompleted: true }, Limit);
        if (!ended)
        {
            interrupt.Cancel();
            clock.AdvanceUntil(() => task is { IsCompleted: true }, TimeSpan.Zero);
        }

        var code = task is { IsCompletedSuccessfully: true } ? task.Result : 130;
        if (task is { IsFaulted: true } && ended) task.GetAwaiter().GetResult();
        return new KubectlResult(ended ? code : 130, "", "") { Interrupted = !ended, Problems = problems };
    }

    private static string Text(MemoryStream stream) => Encoding.UTF8.GetString(stream.GetBuffer().AsSpan(0, (int)stream.Length));
}
