using Podlab.Engine.Traffic;

namespace Podlab.Display.Traffic;

/// <summary>What became of a run's requests, second by second and endpoint by endpoint: SVG, and the same as tables of text.</summary>
public sealed class TrafficPicture(TrafficReport report) : IPicture
{
    /// <summary>The run goes on as time does; the picture shows it as it is when it is drawn.</summary>
    public TrafficPicture(TrafficRun run)
        : this(run.Report)
    {
    }

    public TrafficReport Report { get; } = report;

    public string Text => Report.ToString();

    public string Svg => TrafficSvg.Draw(Report);

    public override string ToString() => Text;
}
