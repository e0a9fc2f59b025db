using System.Globalization;
using Podlab.Engine.Apiserver.Http;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.CommandLine;
using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl;

/// <summary>kubectl v1.36.3 in the process. It knows the cluster by its transport only, so the engine's API and a real cluster's are alike to it.</summary>
public static class KubectlCommand
{
    /// <param name="argv">The words after <c>kubectl</c>.</param>
    /// <param name="problems">Gets what is wrong in the manifests that were read.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> argv, KubectlIO io, IApiTransport api, KubeContext context, ICollection<ManifestProblem>? problems = null, CancellationToken cancellation = default)
    {
        try
        {
            var line = ParsedLine.Parse(CommandTable.Root, argv);
            var flags = line.Flags;
            if (line.Help)
            {
                io.Write(HelpText.Of(line));
                return 0;
            }

            using var timeout = Timeout(flags["request-timeout"], api.Clock, cancellation);
            var client = new ApiClient(api, io.WriteError) { Cancellation = timeout?.Token ?? cancellation };
            var session = new Session(io, client, context, flags.Changed("namespace") ? flags["namespace"] : ContextNamespace(context, flags), flags.Changed("namespace"));
            try
            {
                await line.RunAsync(session);
            }
            finally
            {
                foreach (var problem in session.Problems) problems?.Add(problem);
            }

            return 0;
        }
        catch (CommandError error)
        {
            io.WriteError(ErrorText.Of(error));
            return error.Code;
        }
        catch (Exception error) when (error is KubectlError or StatusError or ManyErrors or HttpRequestException)
        {
            io.WriteError(ErrorText.Of(error));
            return 1;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            io.WriteError("error: context deadline exceeded\n");
            return 1;
        }
    }

    private static string ContextNamespace(KubeContext context, FlagSet flags)
    {
        if (!flags.Changed("context")) return context.Namespace;
        var named = context.NamedContext(flags["context"]) ?? throw new KubectlError($"context {Api.GoText.Quote(flags["context"])} does not exist");
        return Objects.ObjectAccess.Text(named, "context", "namespace") is { Length: > 0 } given ? given : "default";
    }

    /// <summary>Cancels requests after the time that <c>--request-timeout</c> sets; null where it sets none.</summary>
    private static RequestTimeout? Timeout(string text, TimeProvider clock, CancellationToken cancellation)
    {
        var span = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds) : FlagDuration.Parse(text)
            ?? throw new KubectlError("Invalid timeout value. Timeout must be a single integer in seconds, or an integer followed by a corresponding time unit (e.g. 1s | 2m | 3h)");
        return span == TimeSpan.Zero ? null : new RequestTimeout(clock, span, cancellation);
    }

    private sealed class RequestTimeout : IDisposable
    {
        private readonly CancellationTokenSource source;
        private readonly ITimer timer;

        public RequestTimeout(TimeProvider clock, TimeSpan span, CancellationToken cancellation)
        {
            source = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            timer = clock.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), source, span, System.Threading.Timeout.InfiniteTimeSpan);
        }

        public CancellationToken Token => source.Token;

        public void Dispose()
        {
            timer.Dispose();
            source.Dispose();
        }
    }
}
