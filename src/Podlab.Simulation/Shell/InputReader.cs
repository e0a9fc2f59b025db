using System.Text;
using Podlab.Simulation.Processes;
using Podlab.Simulation.Shell.Syntax;

namespace Podlab.Simulation.Shell;

/// <summary>Reads commands from standard input, line by line, and runs each as soon as it is complete; prompts when it is a terminal.</summary>
internal sealed class InputReader(Interpreter shell)
{
    private readonly byte[] one = new byte[1];

    public async ValueTask<int> RunAsync()
    {
        var interactive = shell.Options.Interactive || shell.Process.Files[0]?.IsTerminal == true;
        shell.Options.Interactive = interactive;
        shell.Options.FromStdin = true;
        if (interactive)
        {
            shell.Process.SetAction(Signal.TERM, SignalAction.Ignore);
            shell.Process.SetAction(Signal.INT, SignalAction.Handle);
            shell.WriteError("\n\nBusyBox v1.35.0 (Debian 1:1.35.0-4+deb12u1+b1) built-in shell (ash)\nEnter 'help' for a list of built-in commands.\n\n");
        }

        var line = 1;
        while (shell.Flow != Flow.Exit)
        {
            if (interactive) await shell.Process.WriteAsync(2, Prompt());
            var text = await ReadLineAsync();
            if (text is null)
            {
                if (interactive) await shell.Process.WriteAsync(2, "\n");
                break;
            }

            var firstLine = line;
            line++;
            while (!IsComplete(text, firstLine))
            {
                if (interactive) await shell.Process.WriteAsync(2, "> ");
                if (await ReadLineAsync() is not { } more) break;
                text += more;
                line++;
            }

            await shell.RunTextAsync(text, firstLine: firstLine);
            if (interactive && shell.Flow != Flow.None && shell.LastStatus == 2 && !exitAsked()) shell.Arrive();
            if (shell.HasPendingTraps) await shell.RunTrapsAsync();
        }

        return await shell.FinishAsync();

        bool exitAsked() => shell.ExitAsked;
    }

    private string Prompt()
    {
        if (shell.Variables.Get("PS1") is { } custom && custom != "\\w \\$ ") return custom;
        var directory = shell.Process.WorkingDirectory;
        if (shell.Variables.Get("HOME") is { Length: > 1 } home && directory.StartsWith(home, StringComparison.Ordinal)) directory = "~" + directory[home.Length..];
        return directory + (shell.Process.Credentials.Uid == 0 ? " # " : " $ ");
    }

    private bool IsComplete(string text, int firstLine)
    {
        try
        {
            var parser = new Parser(text, firstLine, anyFunctionName: shell.Options.IsBash);
            while (parser.Next() is not null)
            {
            }

            return !(text.EndsWith("\\\n", StringComparison.Ordinal) && !text.EndsWith("\\\\\n", StringComparison.Ordinal)) && !OpenDocument(text);
        }
        catch (SyntaxException error)
        {
            return !error.AtEnd;
        }
    }

    /// <summary>Whether the text ends inside of a here-document.</summary>
    private static bool OpenDocument(string text)
    {
        var at = text.IndexOf("<<", StringComparison.Ordinal);
        if (at < 0) return false;
        var rest = text[(at + 2)..].TrimStart('-', ' ');
        var word = new string([.. rest.TakeWhile(c => !char.IsWhiteSpace(c) && c is not (';' or '|' or '&' or ')' or '<' or '>'))]).Replace("'", "").Replace("\"", "").Replace("\\", "");
        return word.Length > 0 && !text.Split('\n').Any(line => line.TrimStart('\t') == word);
    }

    /// <summary>One line with its line feed; byte by byte, so that what follows is left to the commands.</summary>
    private async ValueTask<string?> ReadLineAsync()
    {
        var text = new StringBuilder();
        while (true)
        {
            var count = await shell.Process.ReadAsync(0, one);
            if (count <= 0) return text.Length > 0 ? text.ToString() : null;
            text.Append((char)one[0]);
            if (one[0] == '\n') return text.ToString();
        }
    }
}
