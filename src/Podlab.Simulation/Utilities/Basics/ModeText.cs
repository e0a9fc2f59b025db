namespace Podlab.Simulation.Utilities.Basics;

/// <summary>Modes as chmod, mkdir -m and umask read and ls shows them.</summary>
public static class ModeText
{
    /// <summary>Octal, or <c>u+x,go=r</c>; null when it is neither.</summary>
    public static int? Parse(string text, int current, bool isDirectory, int umask)
    {
        if (text.Length > 0 && text.All(c => c is >= '0' and <= '7'))
        {
            var octal = Convert.ToInt32(text.Length > 8 ? "7777777" : text, 8);
            return octal <= 0xFFF ? octal : null;
        }

        var mode = current;
        foreach (var clause in text.Split(','))
        {
            var i = 0;
            var who = 0;
            for (; i < clause.Length && clause[i] is 'u' or 'g' or 'o' or 'a'; i++)
                who |= clause[i] switch { 'u' => 0b100_111_000_000 | 0x800, 'g' => 0x400 | 0b111_000, 'o' => 0x200 | 0b111, _ => 0xFFF };
            who &= 0xFFF;
            var everyone = who == 0;
            if (everyone) who = 0xFFF;
            if (i >= clause.Length) return null;
            while (i < clause.Length)
            {
                var operation = clause[i++];
                if (operation is not ('+' or '-' or '=')) return null;
                var bits = 0;
                for (; i < clause.Length && clause[i] is not ('+' or '-' or '='); i++)
                {
                    switch (clause[i])
                    {
                        case 'r': bits |= 0b100_100_100; break;
                        case 'w': bits |= 0b010_010_010; break;
                        case 'x': bits |= 0b001_001_001; break;
                        case 'X': bits |= isDirectory || (mode & 0b001_001_001) != 0 ? 0b001_001_001 : 0; break;
                        case 's': bits |= 0xC00; break;
                        case 't': bits |= 0x200; break;
                        case 'u': bits |= Spread(mode >> 6); break;
                        case 'g': bits |= Spread(mode >> 3); break;
                        case 'o': bits |= Spread(mode); break;
                        default: return null;
                    }
                }

                bits &= who;
                if (everyone) bits &= ~umask;
                mode = operation switch
                {
                    '+' => mode | bits,
                    '-' => mode & ~bits,
                    _ => (mode & ~(who & (everyone ? ~0 : ~0) & 0x1FF) & ~(who & 0xE00 & (isDirectory ? 0 : 0xE00))) | bits,
                };
            }
        }

        return mode & 0xFFF;
    }

    /// <summary>Ten characters as <c>ls -l</c> prints them.</summary>
    public static string Text(char letter, int mode)
    {
        Span<char> text = stackalloc char[10];
        text[0] = letter;
        for (var i = 0; i < 9; i++) text[1 + i] = (mode & (1 << (8 - i))) != 0 ? "rwx"[i % 3] : '-';
        if ((mode & 0x800) != 0) text[3] = text[3] == 'x' ? 's' : 'S';
        if ((mode & 0x400) != 0) text[6] = text[6] == 'x' ? 's' : 'S';
        if ((mode & 0x200) != 0) text[9] = text[9] == 'x' ? 't' : 'T';
        return new string(text);
    }

    private static int Spread(int bits) => (bits & 7) * 0b001_001_001;
}
