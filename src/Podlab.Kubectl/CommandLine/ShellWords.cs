using System.Text;

namespace Podlab.Kubectl.CommandLine;

/// <summary>Takes a line apart into words as a shell does: blanks, quotes and backslashes; nothing is expanded.</summary>
public static class ShellWords
{
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static IReadOnlyList<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var inWord = false;
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (c is ' ' or '\t' or '\n' or '\r')
            {
                if (inWord) words.Add(word.ToString());
                word.Clear();
                inWord = false;
                continue;
            }

            inWord = true;
            if (c == '\\' && i + 1 < line.Length)
            {
                // A backslash at the end of a line continues it.
                if (line[++i] != '\n') word.Append(line[i]);
                else if (word.Length == 0) inWord = false;
            }
            else if (c is '\'' or '"')
            {
                i = Quoted(line, i, word);
            }
            else
            {
                word.Append(c);
            }
        }

        if (inWord) words.Add(word.ToString());
        return words;
    }

    /// <summary>Appends a quoted part and returns the place of its closing quote.</summary>
    private static int Quoted(string line, int start, StringBuilder word)
    {
        var quote = line[start];
        for (var i = start + 1; i < line.Length; i++)
        {
            if (line[i] == quote) return i;
            if (quote == '"' && line[i] == '\\' && i + 1 < line.Length && line[i + 1] is '"' or '\\' or '$' or '`' or '\n')
            {
                i++;
                if (line[i] != '\n') word.Append(line[i]);
            }
            else
            {
                word.Append(line[i]);
            }
        }

        throw new FormatException($"The quote {quote} at column {start + 1} is not closed.");
    }
}
