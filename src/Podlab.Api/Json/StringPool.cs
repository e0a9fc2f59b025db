using System.Text;

namespace Podlab.Api.Json;

/// <summary>
/// Gives the same text the same instance: field values such as <c>IfNotPresent</c> and label keys come back in every object.
/// A fixed table where a newer text takes an older one's place, one per thread, so that it needs neither a bound nor a lock.
/// </summary>
internal static class StringPool
{
    private const int LongestPooledBytes = 48;

    [ThreadStatic]
    private static string?[]? slots;

    public static string Get(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length == 0) return "";
        if (utf8.Length > LongestPooledBytes) return Encoding.UTF8.GetString(utf8);
        var hash = 2166136261u;
        foreach (var value in utf8) hash = (hash ^ value) * 16777619;
        var table = slots ??= new string?[4096];
        ref var slot = ref table[(hash ^ (hash >> 15)) & 4095];
        if (slot is not null && Same(slot, utf8)) return slot;
        return slot = Encoding.UTF8.GetString(utf8);
    }

    private static bool Same(string text, ReadOnlySpan<byte> utf8)
    {
        if (text.Length != utf8.Length) return false;
        for (var i = 0; i < utf8.Length; i++)
        {
            if (text[i] != utf8[i] || utf8[i] >= 128) return false;
        }

        return true;
    }
}
