using System.Text;

namespace Podlab.Simulation.Shell.Expansion;

/// <summary>Collects the fields of a word: splits unquoted results at IFS, and marks quoted characters so that they are no pattern.</summary>
internal sealed class FieldBuilder(bool split, bool escape, string separators)
{
    private readonly StringBuilder current = new();
    private bool open;

    /// <summary>A separator that is not white space stood at the end: the next piece starts a new field even when empty.</summary>
    private bool afterSpace;

    public bool Splits => split;

    public int Length => current.Length;

    public List<string> Fields { get; } = [];

    /// <summary>Text that stands in the word itself, or a quoted result.</summary>
    public void Append(string text, bool quoted)
    {
        if (afterSpace && (text.Length > 0 || quoted)) EndField();
        afterSpace = false;
        if (quoted || text.Length > 0) open = true;
        current.Append(quoted && escape ? Pattern.Escape(text) : text);
    }

    /// <summary>The result of an unquoted expansion.</summary>
    public void AppendSplit(string text)
    {
        if (!split)
        {
            if (text.Length > 0) open = true;
            current.Append(escape ? text.Replace("\\", "\\\\", StringComparison.Ordinal) : text);
            return;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (!separators.Contains(c, StringComparison.Ordinal))
            {
                if (afterSpace) EndField();
                afterSpace = false;
                open = true;
                if (c == '\\' && escape) current.Append('\\');
                current.Append(c);
            }
            else if (c is ' ' or '\t' or '\n')
            {
                if (open) afterSpace = true;
            }
            else
            {
                open = true;
                EndField();
                while (i + 1 < text.Length && text[i + 1] is ' ' or '\t' or '\n' && separators.Contains(text[i + 1], StringComparison.Ordinal)) i++;
            }
        }
    }

    /// <summary>Ends the field that is open, if one is.</summary>
    public void EndField()
    {
        afterSpace = false;
        if (!open) return;
        Fields.Add(current.ToString());
        current.Clear();
        open = false;
    }

    /// <summary>All collected text as one, for places without splitting.</summary>
    public string Text => current.ToString();
}
