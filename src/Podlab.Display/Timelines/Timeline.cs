using Podlab.Display.Histories;

namespace Podlab.Display.Timelines;

/// <summary>The picture of a Pod's life: SVG, and the same as text.</summary>
public sealed class Timeline : IPicture
{
    private readonly IReadOnlyList<Lane> lanes;
    private readonly PodHistory history;

    public Timeline(PodHistory history)
    {
        this.history = history;
        lanes = TimelineLanes.Of(history);
    }

    public string Text => TimelineText.Draw(history, lanes);

    public string Svg => TimelineSvg.Draw(history, lanes);

    public override string ToString() => Text;
}
