using System.Globalization;

namespace Podlab.Engine.Events;

/// <summary>Names of events: the object's name and a number made of the time, as client-go makes them, and never the same twice in a cluster.</summary>
public sealed class EventNames(TimeProvider clock)
{
    private long last;

    public string Next(string objectName)
    {
        var nanoseconds = (clock.GetUtcNow().UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100;
        last = Math.Max(nanoseconds, last + 1);
        Span<char> number = stackalloc char[16];
        last.TryFormat(number, out var length, "x", CultureInfo.InvariantCulture);
        return string.Concat(objectName, ".", number[..length]);
    }
}
