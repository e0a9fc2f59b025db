using System.Text;
using Podlab.Kubectl.Files;

namespace Podlab.Kubectl;

/// <summary>What surrounds a command: streams, files, environment, editor.</summary>
public sealed record KubectlIO
{
    /// <summary>Null: closed.</summary>
    public Stream? Stdin { get; init; }

    public required Stream Stdout { get; init; }

    public required Stream Stderr { get; init; }

    public IKubectlFiles Files { get; init; } = new MemoryFiles();

    /// <summary>KUBECONFIG, HOME, KUBE_EDITOR, EDITOR and so on.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Opens a text in an editor; null: <c>edit</c> says that it has none.</summary>
    public KubectlEditor? Editor { get; init; }

    /// <summary>Listens on ports of this machine for <c>port-forward</c>; null: there is no network to listen on.</summary>
    public KubectlListener? Listener { get; init; }

    internal string? Variable(string name) => Environment.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    internal void Write(string text) => Stdout.Write(Encoding.UTF8.GetBytes(text));

    internal void WriteError(string text) => Stderr.Write(Encoding.UTF8.GetBytes(text));

    internal async Task<string> ReadStdinAsync()
    {
        if (Stdin is null) return "";
        using var reader = new StreamReader(Stdin, Encoding.UTF8, leaveOpen: true);
        return await reader.ReadToEndAsync();
    }
}

/// <summary>Edits a text.</summary>
/// <param name="command">What KUBE_EDITOR or EDITOR says; <c>vi</c> when neither is set.</param>
/// <param name="fileName">A name for the file, with an extension that tells its language.</param>
/// <returns>The new text; null when the editor failed.</returns>
public delegate Task<string?> KubectlEditor(string command, string fileName, string text);

/// <summary>Listens on a port of this machine and connects each caller to what <paramref name="connect"/> opens, until it is cancelled.</summary>
public delegate Task KubectlListener(int port, Func<Task<Stream>> connect, CancellationToken cancellation);
