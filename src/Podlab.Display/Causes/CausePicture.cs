using Podlab.Engine.Causes;

namespace Podlab.Display.Causes;

/// <summary>The chain of causes as a tree to look at, and the same as text.</summary>
public sealed class CausePicture(Cause symptom) : IPicture
{
    /// <summary>The same as data.</summary>
    public Cause Symptom { get; } = symptom;

    public string Text => CauseText.Draw(Symptom);

    public string Svg => CauseSvg.Draw(Symptom);

    public override string ToString() => Text;
}
