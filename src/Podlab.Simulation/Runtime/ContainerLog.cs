using System.Text;
using Podlab.Engine.Runtime;

namespace Podlab.Simulation.Runtime;

/// <summary>
/// What a container wrote, in lines. Bounded: the oldest lines go when there are too many, as the kubelet's log rotation would have it.
/// </summary>
internal sealed class ContainerLog(TimeProvider clock) : IContainerLog
{
    private const int MaxLines = 200_000;
    private const long MaxCharacters = 50L << 20;

    /// <summary>containerd cuts longer lines.</summary>
    private const int MaxLineBytes = 16 * 1024;

    private readonly List<LogLine> lines = [];
    private readonly List<byte>[] partial = [[], []];
    private long characters;

    public IReadOnlyList<LogLine> Lines => lines;

    public event Action<LogLine>? Added;

    /// <summary>The bytes themselves, for attached clients.</summary>
    public event Action<bool, byte[]>? Written;

    public void Write(bool isStderr, ReadOnlySpan<byte> bytes)
    {
        Written?.Invoke(isStderr, bytes.ToArray());
        var rest = partial[isStderr ? 1 : 0];
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var take = Math.Min(end < 0 ? bytes.Length : end, MaxLineBytes - rest.Count);
            if (end >= 0 && take == end)
            {
                if (rest.Count == 0)
                {
                    Add(isStderr, Encoding.UTF8.GetString(bytes[..end]), false);
                }
                else
                {
                    rest.AddRange(bytes[..end]);
                    Add(isStderr, Encoding.UTF8.GetString([.. rest]), false);
                    rest.Clear();
                }

                bytes = bytes[(end + 1)..];
                continue;
            }

            rest.AddRange(bytes[..take]);
            bytes = bytes[take..];
            if (rest.Count < MaxLineBytes) continue;
            Add(isStderr, Encoding.UTF8.GetString([.. rest]), true);
            rest.Clear();
        }
    }

    /// <summary>The writers are gone: what has no line feed becomes a line.</summary>
    public void Close()
    {
        for (var stream = 0; stream < 2; stream++)
        {
            if (partial[stream].Count == 0) continue;
            Add(stream == 1, Encoding.UTF8.GetString([.. partial[stream]]), true);
            partial[stream].Clear();
        }
    }

    private void Add(bool isStderr, string text, bool isPartial)
    {
        var line = new LogLine(clock.GetUtcNow(), isStderr, text, isPartial);
        lines.Add(line);
        characters += text.Length + 32;
        if (lines.Count > MaxLines || characters > MaxCharacters)
        {
            var drop = lines.Count / 2;
            for (var i = 0; i < drop; i++) characters -= lines[i].Text.Length + 32;
            lines.RemoveRange(0, drop);
        }

        Added?.Invoke(line);
    }
}
