using System.Collections;

namespace Podlab.Engine.Scheduling.Tracing;

/// <summary>A list that is made of another one when somebody reads it: a trace keeps what the decision had anyway.</summary>
internal sealed class TraceList<TKept, TShown>(TKept[] kept, Func<TKept, TShown> show) : IReadOnlyList<TShown>
{
    public int Count => kept.Length;

    public TShown this[int index] => show(kept[index]);

    public IEnumerator<TShown> GetEnumerator()
    {
        foreach (var item in kept) yield return show(item);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
