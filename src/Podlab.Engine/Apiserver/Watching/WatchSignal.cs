using System.Threading.Channels;

namespace Podlab.Engine.Apiserver.Watching;

/// <summary>Says "look again" to one reader; saying it twice before the reader looks is saying it once.</summary>
internal sealed class WatchSignal
{
    private readonly Channel<bool> channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public void Set() => channel.Writer.TryWrite(true);

    public async ValueTask WaitAsync(CancellationToken cancellation) => await channel.Reader.ReadAsync(cancellation);
}
