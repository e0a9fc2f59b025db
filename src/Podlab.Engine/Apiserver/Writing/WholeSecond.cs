namespace Podlab.Engine.Apiserver.Writing;

/// <summary>Times in metadata have no fractions of a second.</summary>
internal static class WholeSecond
{
    public static DateTimeOffset Of(DateTimeOffset time) => new(time.UtcTicks / TimeSpan.TicksPerSecond * TimeSpan.TicksPerSecond, TimeSpan.Zero);
}
