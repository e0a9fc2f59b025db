using Podlab.Notebooks.Lab;

namespace Podlab.Notebooks.CSharp;

/// <summary>
/// The compiler is slow once per process, while its own code is made ready. This does so in the background, with a cell of a session that nobody
/// sees, so that the reader's first C# cell finds it fast.
/// </summary>
internal static class CompilerWarmUp
{
    private const string Code = """
        string Twice(int n) => $"{n * 2}";
        var sum = 0;
        foreach (var n in new[] { 1, 2 }.Where(n => n > 1).Select(n => new { Half = n / 2 })) sum += n.Half;
        Console.Out.Write(Twice(sum)[..0]);
        sum
        """;

    private static readonly Lazy<Task> Running = new(static () => Task.Factory.StartNew(Run, TaskCreationOptions.LongRunning));

    /// <summary>Starts it if nobody has; the task is the same for all.</summary>
    public static Task Begin() => Running.Value;

    private static void Run()
    {
        using var session = new CSharpSession(typeof(CellGlobals), null, CellGlobals.Usings, CellGlobals.Assemblies);
        session.Run("warm-up", Code, static task => task.Wait());
    }
}
