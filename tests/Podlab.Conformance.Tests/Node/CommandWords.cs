using System.Text;

namespace Podlab.Conformance.Tests.Node;

/// <summary>A command line's words as a shell splits them: blanks, quotes, backslashes.</summary>
internal static class CommandWords
{
    public static List<string> Split(string line)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var (inWord, quote) = (false, '\0');
        for (var i = 0; i < line.Length; i++)
        {
            var letter = line[i];
            if (quote == '\'')
            {
                if (letter == '\'') quote = '\0';
                else word.Append(letter);
            }
            else if (letter == '\\' && i + 1 < line.Length && (quote == '\0' || "\"\\$`".Contains(line[i + 1], StringComparison.Ordinal)))
            {
                word.Append(line[++i]);
                inWord = true;
            }
            else if (quote == '"')
            {
                if (letter == '"') quote = '\0';
                else word.Append(letter);
            }
            else if (letter is '\'' or '"')
            {
                quote = letter;
                inWord = true;
            }
            else if (char.IsWhiteSpace(letter))
            {
                if (inWord) words.Add(word.ToString());
                word.Clear();
                inWord = false;
            }
            else
            {
                word.Append(letter);
                inWord = true;
            }
        }

        if (inWord) words.Add(word.ToString());
        return words;
    }
}
