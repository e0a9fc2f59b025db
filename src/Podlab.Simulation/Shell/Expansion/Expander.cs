using System.Text;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell.Expansion;

/// <summary>Word expansion (POSIX XCU 2.6): tilde, parameters, command substitution, arithmetic, field splitting, pathnames, quote removal.</summary>
internal sealed partial class Expander(Interpreter shell)
{
    /// <summary>The arguments that words become.</summary>
    public async ValueTask<List<string>> FieldsAsync(IReadOnlyList<Word> words)
    {
        if (shell.Options.IsBash && words.Any(Braces.Has)) words = [.. words.SelectMany(word => Braces.Has(word) ? Braces.Expand(word) : [word])];
        var result = new List<string>(words.Count);
        foreach (var word in words)
        {
            if (word.Plain is { } plain)
            {
                result.Add(plain);
                continue;
            }

            var builder = new FieldBuilder(split: true, escape: true, shell.Variables.Get("IFS") ?? " \t\n");
            await AppendAsync(builder, word, isAssignment: false);
            builder.EndField();
            foreach (var field in builder.Fields) AddPaths(field, result);
            if (shell.IsLeaving) break;
        }

        return result;
    }

    /// <summary>One string without splitting or pathnames: assignments, here-documents, subjects of case.</summary>
    public async ValueTask<string> TextAsync(Word word, bool isAssignment = false)
    {
        if (word.Plain is { } plain) return plain;
        var builder = new FieldBuilder(split: false, escape: false, "");
        await AppendAsync(builder, word, isAssignment);
        return builder.Text;
    }

    /// <summary>A pattern in which what was quoted is literal.</summary>
    public async ValueTask<string> PatternAsync(Word word)
    {
        var builder = new FieldBuilder(split: false, escape: true, "");
        await AppendAsync(builder, word, isAssignment: false);
        return builder.Text;
    }

    private void AddPaths(string field, List<string> result)
    {
        if (!shell.Options.NoGlob && Pattern.IsPattern(field))
        {
            var paths = Globbing.Expand(shell.Process, field);
            if (paths.Count > 0)
            {
                result.AddRange(paths);
                return;
            }
        }

        result.Add(Pattern.Unescape(field));
    }

    /// <param name="isResult">The word is what an unquoted parameter expands to: its unquoted text is split too.</param>
    private async ValueTask AppendAsync(FieldBuilder builder, Word word, bool isAssignment, bool isResult = false)
    {
        for (var i = 0; i < word.Parts.Count; i++)
        {
            switch (word.Parts[i])
            {
                case TextPart text:
                    var value = text.Text;
                    if (!text.Quoted && value.Contains('~', StringComparison.Ordinal)) value = Tilde(value, i == 0, isAssignment, i + 1 == word.Parts.Count);
                    if (isResult && !text.Quoted && builder.Splits) builder.AppendSplit(value);
                    else builder.Append(value, text.Quoted);
                    break;
                case ParameterPart parameter:
                    await AppendParameterAsync(builder, parameter);
                    break;
                case CommandPart command:
                    AppendResult(builder, await shell.SubstituteAsync(command.Body), command.Quoted);
                    break;
                case ArithmeticPart arithmetic:
                    var expression = await TextAsync(arithmetic.Expression);
                    if (shell.IsLeaving) return;
                    var number = shell.Arithmetic(expression);
                    AppendResult(builder, number.ToString(System.Globalization.CultureInfo.InvariantCulture), arithmetic.Quoted);
                    break;
            }

            if (shell.IsLeaving) return;
        }
    }

    /// <summary>No text of a shell gets longer.</summary>
    private const int MaxTextLength = 32 << 20;

    private void AppendResult(FieldBuilder builder, string text, bool quoted)
    {
        if (builder.Length + text.Length > MaxTextLength)
        {
            // More than any container is given: its limit, or the node's, ends the shell.
            shell.Process.Group.OutOfMemory = true;
            shell.Process.Kernel.Send(shell.Process, Signal.KILL, fromOutside: true);
            shell.Leave(Flow.Exit);
            return;
        }

        if (quoted) builder.Append(text, true);
        else builder.AppendSplit(text);
    }

    private string Tilde(string text, bool atStart, bool isAssignment, bool isLast)
    {
        var result = new StringBuilder();
        var start = 0;
        while (start <= text.Length)
        {
            var end = isAssignment ? text.IndexOf(':', start) : -1;
            if (end < 0) end = text.Length;
            var piece = text[start..end];
            result.Append((start > 0 || atStart) && piece.StartsWith('~') ? TildePiece(piece, end < text.Length || isLast) : piece);
            if (end < text.Length) result.Append(':');
            start = end + 1;
        }

        return result.ToString();
    }

    private string TildePiece(string piece, bool complete)
    {
        var slash = piece.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 && !complete) return piece;
        var user = slash < 0 ? piece[1..] : piece[1..slash];
        var rest = slash < 0 ? "" : piece[slash..];
        var home = user.Length == 0 ? shell.Variables.Get("HOME") : Accounts.Read(shell.Process).FindUser(user)?.Home;
        return home is null ? piece : home + rest;
    }
}
