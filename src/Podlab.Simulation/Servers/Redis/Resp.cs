using System.Globalization;
using System.Text;

namespace Podlab.Simulation.Servers.Redis;

/// <summary>The wire protocol of redis (RESP 2): replies as text, and commands read off a connection. Text is bytes (Latin-1).</summary>
internal static class Resp
{
    public const string Ok = "+OK\r\n";
    public const string Nil = "$-1\r\n";
    public const string NilArray = "*-1\r\n";
    public const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value\r\n";
    public const string NotInteger = "-ERR value is not an integer or out of range\r\n";
    public const string NotFloat = "-ERR value is not a valid float\r\n";
    public const string Syntax = "-ERR syntax error\r\n";

    /// <summary>Longer texts are no command.</summary>
    private const int MaxParts = 1 << 20;

    public static string Simple(string text) => $"+{text}\r\n";

    public static string Error(string text) => $"-{text}\r\n";

    public static string Bulk(string? text) => text is null ? Nil : $"${text.Length.ToString(CultureInfo.InvariantCulture)}\r\n{text}\r\n";

    public static string Number(long number) => $":{number.ToString(CultureInfo.InvariantCulture)}\r\n";

    public static string Bulks(IReadOnlyCollection<string?> items) => Array(items.Select(Bulk).ToList());

    /// <summary>An array of replies that are written already.</summary>
    public static string Array(IReadOnlyCollection<string> replies) => $"*{replies.Count.ToString(CultureInfo.InvariantCulture)}\r\n{string.Concat(replies)}";

    public static string Float(double number) => number.ToString("0.#################", CultureInfo.InvariantCulture);

    /// <summary>A whole command off the front, in the protocol or as a line; null when more is needed.</summary>
    public static List<string>? Take(StringBuilder received)
    {
        var text = received.ToString();
        var end = text.IndexOf('\n', StringComparison.Ordinal);
        if (end < 0) return null;
        if (text[0] != '*')
        {
            received.Remove(0, end + 1);
            return Words(text[..end]);
        }

        if (!int.TryParse(text.AsSpan(1, end - 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var parts) || parts > MaxParts)
        {
            received.Clear();
            return [];
        }

        var command = new List<string>();
        var at = end + 1;
        for (var i = 0; i < parts; i++)
        {
            end = at < text.Length ? text.IndexOf('\n', at) : -1;
            if (end < 0 || !int.TryParse(text.AsSpan(at + 1, end - at - 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) || text.Length < end + 1 + length + 2) return null;
            command.Add(text.Substring(end + 1, length));
            at = end + 1 + length + 2;
        }

        received.Remove(0, at);
        return command;
    }

    /// <summary>The words of a line; those in quotes may hold blanks, and escapes in double ones.</summary>
    public static List<string> Words(string line)
    {
        var words = new List<string>();
        for (var i = 0; i < line.Length;)
        {
            if (char.IsWhiteSpace(line[i]))
            {
                i++;
                continue;
            }

            var word = new StringBuilder();
            for (; i < line.Length && !char.IsWhiteSpace(line[i]); i++)
            {
                if (line[i] is not ('"' or '\''))
                {
                    word.Append(line[i]);
                    continue;
                }

                var quote = line[i++];
                for (; i < line.Length && line[i] != quote; i++)
                {
                    if (quote != '"' || line[i] != '\\' || i + 1 >= line.Length) word.Append(line[i]);
                    else word.Append(line[++i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var other => other });
                }
            }

            words.Add(word.ToString());
        }

        return words;
    }

    /// <summary>Where the reply that begins at <paramref name="at"/> ends; -1 when it is not whole.</summary>
    public static int End(string text, int at)
    {
        var end = at < text.Length ? text.IndexOf("\r\n", at, StringComparison.Ordinal) : -1;
        if (end < 0) return -1;
        if (text[at] is not ('$' or '*')) return end + 2;
        _ = int.TryParse(text.AsSpan(at + 1, end - at - 1), out var count);
        if (text[at] == '$') return count < 0 ? end + 2 : text.Length < end + 2 + count + 2 ? -1 : end + 2 + count + 2;
        var next = end + 2;
        for (; count > 0 && next >= 0; count--) next = End(text, next);
        return next;
    }
}
