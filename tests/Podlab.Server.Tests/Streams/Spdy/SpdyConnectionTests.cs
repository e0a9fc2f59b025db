using System.IO.Pipelines;
using System.Text;
using Podlab.Server.Streams.Spdy;

namespace Podlab.Server.Tests.Streams.Spdy;

public sealed class SpdyConnectionTests
{
    private static readonly byte[] Headers = Convert.FromBase64String("ePnjxqfCAiU6cDorKUpNzIUWJaypoICGFMtFoCTMZGEAJDmLIJGYCUrcjAYAAAAA//8=");

    [Fact]
    public async Task Open_thenData_isRepliedToAndHandedOn()
    {
        var opened = new TaskCompletionSource<SpdyStream>();
        await using var peers = new Peers(stream =>
        {
            opened.SetResult(stream);
            return null;
        });
        await peers.SendAsync(SynStream(1, Headers));
        await peers.SendAsync(new SpdyFrame(SpdyFrameType.Data, 1, 0, 5).With("hello"u8));
        await peers.SendAsync(new SpdyFrame(SpdyFrameType.Data, 1, SpdyFrame.Fin, 0).With([]));
        var (reply, payload) = await peers.ReceiveAsync();
        reply.Type.ShouldBe(SpdyFrameType.SynReply);
        Bytes.UInt32(payload).ShouldBe(1u);
        var stream = await opened.Task;
        stream.Headers["streamtype"].ShouldBe("error");
        using var input = new StreamReader(stream.Input.AsStream());
        (await input.ReadToEndAsync()).ShouldBe("hello");
        await stream.WriteAsync(new byte[40_000], default);
        await stream.FinishAsync(default);
        var sizes = new List<int>();
        SpdyFrame frame;
        do
        {
            (frame, _) = await peers.ReceiveAsync();
            frame.StreamId.ShouldBe(1u);
            sizes.Add(frame.Length);
        }
        while (!frame.IsLast);
        sizes.ShouldBe([32 * 1024, 40_000 - (32 * 1024), 0]);
    }

    [Fact]
    public async Task Ping_ofTheClient_comesBack()
    {
        await using var peers = new Peers(_ => null);
        await peers.SendAsync(new SpdyFrame(SpdyFrameType.Settings, 0, 0, 0).With(Bytes.Of(0)));
        await peers.SendAsync(new SpdyFrame(SpdyFrameType.WindowUpdate, 0, 0, 0).With(Bytes.Of(0, 65536)));
        await peers.SendAsync(new SpdyFrame(SpdyFrameType.Ping, 0, 0, 0).With(Bytes.Of(7)));
        var (frame, payload) = await peers.ReceiveAsync();
        frame.Type.ShouldBe(SpdyFrameType.Ping);
        Bytes.UInt32(payload).ShouldBe(7u);
    }

    [Fact]
    public async Task Open_refused_isReset()
    {
        await using var peers = new Peers(_ => "no");
        await peers.SendAsync(SynStream(1, Headers));
        (await peers.ReceiveAsync()).Frame.Type.ShouldBe(SpdyFrameType.SynReply);
        var (frame, payload) = await peers.ReceiveAsync();
        frame.Type.ShouldBe(SpdyFrameType.RstStream);
        Bytes.UInt32(payload.AsSpan(4)).ShouldBe((uint)SpdyStatus.RefusedStream);
    }

    [Fact]
    public async Task Reset_byThePeer_endsTheStream()
    {
        var opened = new TaskCompletionSource<SpdyStream>();
        await using var peers = new Peers(stream =>
        {
            opened.SetResult(stream);
            return null;
        });
        await peers.SendAsync(SynStream(1, Headers));
        var stream = await opened.Task;
        await peers.SendAsync(new SpdyFrame(SpdyFrameType.RstStream, 0, 0, 0).With(Bytes.Of(1, (uint)SpdyStatus.Cancel)));
        (await stream.Input.ReadAsync()).IsCompleted.ShouldBeTrue();
        await peers.SendAsync(new SpdyFrame(SpdyFrameType.Ping, 0, 0, 0).With(Bytes.Of(1)));
        (await peers.ReceiveAsync()).Frame.Type.ShouldBe(SpdyFrameType.SynReply);
        (await peers.ReceiveAsync()).Frame.Type.ShouldBe(SpdyFrameType.Ping);
        stream.Broken.IsCancellationRequested.ShouldBeTrue();
    }

    public static IEnumerable<TheoryDataRow<byte[]>> Broken =>
    [
        new(Encoding.Latin1.GetBytes("\u0080\u0002nonsense")) { Label = "another version, or none" },
        new(new SpdyFrame(SpdyFrameType.Data, 0, 0, 0).With("x"u8)) { Label = "data for no stream" },
        new(new SpdyFrame(SpdyFrameType.Settings, 0, 0, 0).With(new byte[20_000])) { Label = "a control frame that is too long" },
        new(SynStream(2, Headers)) { Label = "a number of the server's" },
        new(SynStream(1, [1, 2, 3, 4])) { Label = "headers that are not compressed" },
        new(new SpdyFrame(SpdyFrameType.SynStream, 0, 0, 0).With([0, 0, 0, 1])) { Label = "a stream that is cut off" },
    ];

    [Theory, MemberData(nameof(Broken))]
    public async Task Run_onABrokenFrame_sendsThePeerAway(byte[] bytes)
    {
        await using var peers = new Peers(_ => null);
        await peers.SendAsync(bytes.Length < 8 ? [.. bytes, 0, 0, 0, 0, 0, 0, 0, 0] : bytes);
        (await peers.ReceiveAsync()).Frame.Type.ShouldBe(SpdyFrameType.GoAway);
        await Should.ThrowAsync<SpdyException>(peers.Running);
    }

    private static byte[] SynStream(uint id, byte[] headers) => new SpdyFrame(SpdyFrameType.SynStream, 0, 0, 0).With([.. Bytes.Of(id, 0), 0, 0, .. headers]);

    /// <summary>A connection, and the client's end of its wire.</summary>
    private sealed class Peers : IAsyncDisposable
    {
        private readonly Pipe toServer = new();
        private readonly Pipe toClient = new();
        private readonly Stream fromServer;
        private readonly SpdyConnection connection;

        public Peers(Func<SpdyStream, string?> open)
        {
            fromServer = toClient.Reader.AsStream();
            connection = new SpdyConnection(new Duplex(toServer.Reader.AsStream(), toClient.Writer.AsStream()), open);
            Running = connection.RunAsync(default);
        }

        public Task Running { get; }

        public async Task SendAsync(byte[] bytes) => await toServer.Writer.WriteAsync(bytes);

        public async Task<(SpdyFrame Frame, byte[] Payload)> ReceiveAsync()
        {
            var header = new byte[SpdyFrame.HeaderSize];
            await fromServer.ReadExactlyAsync(header).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            var frame = SpdyFrame.Read(header);
            var payload = new byte[frame.Length];
            await fromServer.ReadExactlyAsync(payload).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            return (frame, payload);
        }

        public async ValueTask DisposeAsync()
        {
            await toServer.Writer.CompleteAsync();
            await Task.WhenAny(Running);
            connection.Dispose();
        }
    }

    private sealed class Duplex(Stream input, Stream output) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => input.ReadAsync(buffer, cancellationToken);

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => output.WriteAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => output.FlushAsync(cancellationToken);

        public override void Flush() => output.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
