namespace Podlab.Kubectl.CommandLine;

/// <summary>Ends a command with a text on stderr and an exit code.</summary>
internal class CommandError(string text, int code = 1) : Exception(text)
{
    /// <summary>What is printed, whole.</summary>
    public string Text { get; } = text;

    public int Code { get; } = code;
}

/// <summary>Ends a command with an exit code; all is said already.</summary>
internal sealed class QuietExit(int code) : CommandError("", code);

/// <summary>The command line asked for help.</summary>
internal sealed class HelpAsked() : Exception("help");

/// <summary>An error in kubectl's own words, without the <c>error: </c> in front.</summary>
internal class KubectlError(string message) : Exception(message);
