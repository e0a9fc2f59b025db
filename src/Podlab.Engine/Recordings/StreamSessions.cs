using System.Threading.Channels;
using Podlab.Api.Model;
using Podlab.Engine.Apiserver;
using Podlab.Engine.Apiserver.Http;
using Podlab.Engine.Network;
using Podlab.Engine.Runtime;

namespace Podlab.Engine.Recordings;

/// <summary>
/// The commands that run for clients outside. What a client sends comes in as inputs, what the command writes is taken from it at once: so its course does not depend on
/// how fast somebody reads, and a replay needs nobody.
/// </summary>
internal sealed class StreamSessions(Cluster cluster)
{
    private readonly Dictionary<int, StreamSession> sessions = [];

    public StreamSession? Find(int id) => sessions.GetValueOrDefault(id);

    public StreamSession Open(StreamInput input)
    {
        var session = new StreamSession(input.HasInput ? new InputQueue() : null, input.HasOutput ? new OutputQueue() : null, input.HasErrors ? new OutputQueue() : null);
        sessions[input.Id] = session;
        session.Status = RunAsync(input, session);
        return session;
    }

    /// <summary>Connects a client's streams to a new session and carries what passes between them until the command has ended.</summary>
    public async ValueTask<Status> ConnectAsync(ApiRequest request, ExecStreams streams, CancellationToken cancellation)
    {
        var id = sessions.Count + 1;
        var inputs = cluster.Api.Inputs!;
        var session = (StreamSession)inputs.Take(new StreamInput(id, request, streams.Stdin is not null, streams.Stdout is not null, streams.Stderr is not null))!;
        using var gone = cancellation.Register(() => cluster.Clock.PostGuest(() => inputs.Take(new StreamEndInput(id, HangsUp: true))));
        var outputs = Task.WhenAll(OutputAsync(session.Output, streams.Stdout), OutputAsync(session.Errors, streams.Stderr));
        using var ended = new CancellationTokenSource();
        if (streams.Stdin is { } source) _ = InputAsync(id, source, ended.Token);
        try
        {
            var status = await session.Status;
            await outputs;
            return status;
        }
        finally
        {
            ended.Cancel();
        }
    }

    /// <summary>Connects to a port of a pod; what comes from there is read at once, whether anybody reads it or not.</summary>
    public StreamSession Forward(ForwardInput input)
    {
        var session = new StreamSession(new InputQueue(), new OutputQueue(), null);
        sessions[input.Id] = session;
        session.Status = ForwardAsync(input, session);
        return session;
    }

    /// <summary>A connection to a port of a pod for a client outside.</summary>
    /// <exception cref="ApiException">The pod cannot be reached.</exception>
    public async ValueTask<Stream> ForwardAsync(string @namespace, string pod, int port)
    {
        var id = sessions.Count + 1;
        var inputs = cluster.Api.Inputs!;
        var session = (StreamSession)inputs.Take(new ForwardInput(id, @namespace, pod, port))!;
        await session.Opened.Task;
        return new ForwardedStream(inputs, id, session);
    }

    private async Task<Status> ForwardAsync(ForwardInput input, StreamSession session)
    {
        try
        {
            await using var stream = await cluster.Api.Http.ForwardAsync(input.Namespace, input.Pod, input.Port);
            await using var gone = session.HangUp.Token.Register(stream.Dispose);
            session.Opened.TrySetResult();
            var writing = CarryAsync(session.Input!, stream);
            var buffer = new byte[8192];
            while (await stream.ReadAsync(buffer) is var count and > 0) session.Output!.Write(buffer.AsSpan(0, count));
            session.Input!.End();
            await writing;
        }
        catch (Exception failure) when (failure is ApiException or RuntimeException or IOException)
        {
            session.Failure = failure.Message;
            session.Opened.TrySetException(failure);
            _ = session.Opened.Task.Exception;
        }
        finally
        {
            session.Output!.Complete();
        }

        return new Status();
    }

    private static async Task CarryAsync(InputQueue from, Stream to)
    {
        var buffer = new byte[8192];
        try
        {
            while (await from.ReadAsync(buffer) is var count and > 0) await to.WriteAsync(buffer.AsMemory(0, count));
            (to as IHalfStream)?.Finish();
        }
        catch (IOException)
        {
            // The pod takes no more; the other direction tells why.
        }
    }

    private async Task<Status> RunAsync(StreamInput input, StreamSession session)
    {
        try
        {
            return await cluster.Api.Http.ConnectAsync(input.Request, new ExecStreams(session.Input, session.Output, session.Errors), session.HangUp.Token);
        }
        finally
        {
            session.Output?.Complete();
            session.Errors?.Complete();
        }
    }

    private async Task InputAsync(int id, Stream source, CancellationToken ended)
    {
        var buffer = new byte[8192];
        try
        {
            while (await source.ReadAsync(buffer, ended) is var count and > 0) cluster.Api.Inputs!.Take(new StreamDataInput(id, buffer[..count]));
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The client went away: the command sees the end.
        }

        if (!ended.IsCancellationRequested) cluster.Api.Inputs!.Take(new StreamEndInput(id, HangsUp: false));
    }

    private static async Task OutputAsync(OutputQueue? from, Stream? to)
    {
        if (from is null || to is null) return;
        try
        {
            // By hand: the enumeration that channels offer goes on in the thread pool.
            var reader = from.Open();
            while (await reader.WaitToReadAsync())
            {
                while (reader.TryRead(out var bytes)) await to.WriteAsync(bytes);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException or ChannelClosedException)
        {
            // Nobody listens any more; the command goes on.
        }
    }
}

/// <param name="Input">What the client sends; null: closed.</param>
internal sealed record StreamSession(InputQueue? Input, OutputQueue? Output, OutputQueue? Errors)
{
    public CancellationTokenSource HangUp { get; } = new();

    public Task<Status> Status { get; set; } = Task.FromResult(new Status());

    /// <summary>Of a forwarded port: whether there is a connection.</summary>
    public TaskCompletionSource Opened { get; } = new();

    /// <summary>Why a forwarded port's connection ended, where it was not by agreement.</summary>
    public string? Failure { get; set; }
}
