using System.Globalization;
using System.Text;
using Podlab.Api.Model;
using Podlab.Engine.Kubelet.Streams;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Kubelet.Probes;

/// <summary>The four ways to ask: a command, an HTTP request, a TCP connection, a gRPC health check.</summary>
/// <remarks>Follows pkg/probe (v1.36.3).</remarks>
internal sealed class ProbeHandlers(KubeletContext context)
{
    private const int MaxOutputBytes = 10 * 1024;
    private const int MaxRedirects = 10;

    public async ValueTask<ProbeOutcome> ExecAsync(ContainerId container, IReadOnlyList<string> command, TimeSpan timeout)
    {
        var (output, errors) = (new BoundedOutput(MaxOutputBytes), new BoundedOutput(MaxOutputBytes));
        using var expiry = new CancellationTokenSource(timeout, context.Clock);
        try
        {
            var code = await context.Runtime.ExecAsync(container, new ExecRequest(command, new ExecStreams(null, output, errors)), expiry.Token);
            return expiry.IsCancellationRequested ? TimedOut(command, timeout) : new ProbeOutcome(code == 0 ? ProbeResult.Success : ProbeResult.Failure, Both(output, errors));
        }
        catch (OperationCanceledException)
        {
            return TimedOut(command, timeout);
        }
        catch (RuntimeException failure)
        {
            return new ProbeOutcome(ProbeResult.Unknown, RpcError(failure));
        }
    }

    /// <summary>A refusal of the runtime, as its client tells it.</summary>
    internal static string RpcError(RuntimeException failure) => $"rpc error: code = {(failure.ExitCode is null ? "NotFound" : "Unknown")} desc = {failure.Message}";

    /// <summary>What the command wrote: first all of its output, then its errors.</summary>
    private static string Both(BoundedOutput output, BoundedOutput errors)
    {
        if (errors.Length == 0) return output.Text();
        var text = output.Text() + errors.Text();
        return output.Length + errors.Length <= MaxOutputBytes ? text : Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text).AsSpan(0, MaxOutputBytes));
    }

    public async ValueTask<ProbeOutcome> HttpAsync(SandboxId sandbox, HTTPGetAction action, Container container, string address, TimeSpan timeout)
    {
        if (Prober.Port(action.Port, container) is not { } port) return new ProbeOutcome(ProbeResult.Unknown, Prober.NoPort(action.Port));
        var answer = await HttpCall.GetAsync(context, sandbox, action, string.IsNullOrEmpty(action.Host) ? address : action.Host, port, timeout);
        for (var hops = 1; answer.Error is null && answer.Next is { } next; hops++)
        {
            // Only where the host stays the same is a redirect followed.
            if (next.Host != new Uri(answer.Url).Host) return new ProbeOutcome(ProbeResult.Warning, $"Probe terminated redirects, Response body: {answer.Body}");
            if (hops == MaxRedirects) return new ProbeOutcome(ProbeResult.Failure, $"Get \"{next.PathAndQuery}\": stopped after {MaxRedirects} redirects");
            answer = await HttpCall.GetAsync(context, sandbox, action with { Path = next.PathAndQuery, Scheme = next.Scheme.ToUpperInvariant() }, next.Host, next.Port, timeout);
        }

        if (answer.Error is { } error) return new ProbeOutcome(ProbeResult.Failure, $"Get \"{answer.Url}\": {error}");
        return answer.StatusCode is >= 200 and < 400
            ? new ProbeOutcome(ProbeResult.Success, answer.Body)
            : new ProbeOutcome(ProbeResult.Failure, $"HTTP probe failed with statuscode: {answer.StatusCode}");
    }

    public async ValueTask<ProbeOutcome> TcpAsync(SandboxId sandbox, TCPSocketAction action, Container container, string address, TimeSpan timeout)
    {
        if (Prober.Port(action.Port, container) is not { } port) return new ProbeOutcome(ProbeResult.Unknown, Prober.NoPort(action.Port));
        var host = string.IsNullOrEmpty(action.Host) ? address : action.Host;
        try
        {
            await using var stream = await context.Runtime.ConnectAsync(sandbox, host, port, timeout);
            return new ProbeOutcome(ProbeResult.Success, "");
        }
        catch (RuntimeException failure)
        {
            return new ProbeOutcome(ProbeResult.Failure, HttpCall.DialError(host, port, failure));
        }
    }

    public async ValueTask<ProbeOutcome> GrpcAsync(SandboxId sandbox, GRPCAction action, string address, TimeSpan timeout)
    {
        var begun = context.Clock.Now;
        try
        {
            await using var stream = await context.Runtime.ConnectAsync(sandbox, address, action.Port, timeout);
            return await GrpcHealth.CheckAsync(context, stream, action.Service ?? "", $"{address}:{action.Port}", timeout);
        }
        catch (RuntimeException)
        {
            // The dial is tried again until its time is over.
            var rest = timeout - (context.Clock.Now - begun);
            if (rest > TimeSpan.Zero) await Task.Delay(rest, context.Clock);
            return new ProbeOutcome(ProbeResult.Failure, $"timeout: failed to connect service \"{address}:{action.Port}\" within {Seconds(timeout)}s: context deadline exceeded");
        }
    }

    private static ProbeOutcome TimedOut(IReadOnlyList<string> command, TimeSpan timeout) =>
        new(ProbeResult.Failure, $"command timed out: \"{string.Join(' ', command)}\" timed out after {Seconds(timeout)}s");

    internal static string Seconds(TimeSpan time) => ((long)time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
}
