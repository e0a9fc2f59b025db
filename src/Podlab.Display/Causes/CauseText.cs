using System.Text;
using Podlab.Engine.Causes;

namespace Podlab.Display.Causes;

/// <summary>The chain for a terminal and for a screen reader: a tree, under each link what shows it and the line it comes from.</summary>
internal static class CauseText
{
    public static string Draw(Cause symptom)
    {
        var text = new StringBuilder(symptom.Statement);
        Details(text, symptom, symptom.Because.Count > 0 ? "│  " : "   ");
        Children(text, symptom, "");
        return text.ToString();
    }

    private static void Children(StringBuilder text, Cause parent, string indent)
    {
        for (var i = 0; i < parent.Because.Count; i++)
        {
            var (cause, isLast) = (parent.Because[i], i == parent.Because.Count - 1);
            var below = indent + (isLast ? "   " : "│  ");
            text.Append('\n').Append(indent).Append(isLast ? "└─ " : "├─ ");
            if (cause.Kind != CauseKind.Symptom) text.Append(CauseStyle.Of(cause.Kind).Word).Append(": ");
            text.Append(cause.Statement);
            Details(text, cause, below + (cause.Because.Count > 0 ? "│  " : "   "));
            Children(text, cause, below);
        }
    }

    private static void Details(StringBuilder text, Cause cause, string indent)
    {
        foreach (var line in cause.Evidence.SelectMany(evidence => evidence.Split('\n'))) text.Append('\n').Append(indent).Append("· ").Append(line);
        if (cause.Line is not { } spec) return;
        text.Append('\n').Append(indent).Append("→ ").Append(spec.Object).Append("  ").Append(spec.Path);
        if (spec.Place is not null) text.Append("  (").Append(spec.Place).Append(')');
        if (spec.Text is null) text.Append("  (nothing is there)");
        else foreach (var line in spec.Text.Split('\n')) text.Append('\n').Append(indent).Append("    ").Append(line);
    }
}
