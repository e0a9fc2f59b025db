using System.Text.Json.Nodes;
using Podlab.Kubectl.Client;
using Podlab.Kubectl.Flags;

namespace Podlab.Kubectl.CommandLine;

/// <summary>One run of a command: its flags and arguments, and the world around it.</summary>
internal sealed class Invocation(Session session, string path, FlagSet flags, IReadOnlyList<string> args, int dashAt)
{
    public Session Session { get; } = session;

    /// <summary><c>kubectl create configmap</c>.</summary>
    public string Path { get; } = path;

    public FlagSet Flags { get; } = flags;

    public IReadOnlyList<string> Args { get; } = args;

    /// <summary>How many arguments stood before two dashes; -1: there were no dashes.</summary>
    public int DashAt { get; } = dashAt;

    public KubectlIO IO => Session.IO;

    public ApiClient Client => Session.Client;

    public TimeProvider Clock => Session.Client.Transport.Clock;

    public string Namespace => Session.Namespace;

    public Task<RestMapper> MapperAsync() => Session.MapperAsync();

    public void Out(string text) => IO.Write(text);

    public void Err(string text) => IO.WriteError(text);

    /// <summary>An error in the use of the command.</summary>
    public CommandError UsageError(string message) => new($"error: {message}\nSee '{Path} -h' for help and examples");

    /// <summary>The one NAME that a command asks for.</summary>
    public string OneName() =>
        Args.Count == 1 ? Args[0] : throw UsageError($"exactly one NAME is required, got {Args.Count}");

    public async Task<JsonObject?> GetOrNullAsync(string path)
    {
        try
        {
            return await Client.GetAsync(path);
        }
        catch (StatusError error) when (error.IsNotFound)
        {
            return null;
        }
    }
}
