using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

namespace Podlab.Notebooks.CSharp;

/// <summary>
/// C# cells that see what earlier cells declared. Each cell is compiled as the next link of a chain of submissions and loaded as an assembly of
/// its own; the objects of all links live in one array. Not for use by two threads at once.
/// </summary>
public sealed class CSharpSession : IDisposable
{
    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.None, SourceCodeKind.Script);

    private readonly LoopGuard guard = new();
    private readonly AssemblyLoadContext assemblies = new("cells", isCollectible: true);
    private readonly IReadOnlyList<MetadataReference> references;
    private readonly CSharpCompilationOptions options;
    private readonly Type globalsType;
    private object?[] states;
    private CSharpCompilation? previous;
    private int submissions;
    private int assembliesNamed;

    /// <param name="globals">Its public members are names that cells can use as they are.</param>
    /// <param name="usings">Namespaces that are open in every cell.</param>
    /// <param name="visible">Assemblies that cells may use besides the framework's.</param>
    public CSharpSession(object globals, IEnumerable<string> usings, IEnumerable<Assembly> visible)
        : this(globals.GetType(), globals, usings, visible)
    {
    }

    internal CSharpSession(Type globalsType, object? globals, IEnumerable<string> usings, IEnumerable<Assembly> visible)
    {
        this.globalsType = globalsType;
        states = [globals, null];
        references = [.. CSharpReferences.For([globalsType.Assembly, typeof(LoopGuard).Assembly, .. visible])];
        options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithUsings(usings).WithConcurrentBuild(false).WithOptimizationLevel(OptimizationLevel.Debug)
            .WithNullableContextOptions(NullableContextOptions.Annotations)
            .WithMetadataImportOptions(MetadataImportOptions.Public);
    }

    /// <summary>How long compiling and loading took so far.</summary>
    public TimeSpan CompileTime { get; private set; }

    /// <summary>The first cell waits for this: compiling while the compiler warms up would do the same work twice.</summary>
    internal Task Ready { get; init; } = Task.CompletedTask;

    /// <summary>Makes the running cell end with <see cref="CellStoppedException"/>. Callable from any thread.</summary>
    public void Stop(string reason) => guard.Stop(reason);

    /// <summary>Takes <see cref="Stop"/> back: what runs from now on may run.</summary>
    public void Allow() => guard.Clear();

    /// <summary>Runs a cell, unless it is stopped.</summary>
    /// <param name="name">What errors call the cell.</param>
    /// <param name="wait">Waits for a cell that awaits; it knows what moves the time that the cell waits for.</param>
    public CSharpOutcome Run(string name, string code, Action<Task> wait)
    {
        try
        {
            return Run(name, code, wait, guard.Stopping);
        }
        catch (OperationCanceledException) when (guard.Reason is { } reason)
        {
            return new CSharpOutcome { Failure = ExceptionText.Failure(name, new CellStoppedException(reason)) };
        }
    }

    /// <summary>Whether the text could stand as a cell, or wants more lines.</summary>
    public static bool IsComplete(string code) => SyntaxFactory.IsCompleteSubmission(CSharpSyntaxTree.ParseText(code, ParseOptions));

    public void Dispose()
    {
        guard.Dispose();
        assemblies.Unload();
    }

    private CSharpOutcome Run(string name, string code, Action<Task> wait, CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        // Whether the warm-up went well is no matter of this cell's.
        Task.WhenAny(Ready).Wait(stopping);
        var tree = CSharpSyntaxTree.ParseText(SourceText.From(code, Encoding.UTF8), ParseOptions, name);
        var guarded = CSharpSyntaxTree.Create(Guarded(tree.GetCompilationUnitRoot()), ParseOptions, name, Encoding.UTF8);
        var compilation = Compilation(guarded);
        using var assembly = new MemoryStream();
        using var symbols = new MemoryStream();
        var emitted = compilation.Emit(assembly, symbols, options: new EmitOptions(debugInformationFormat: DebugInformationFormat.PortablePdb), cancellationToken: stopping);
        if (!emitted.Success)
        {
            CompileTime += Stopwatch.GetElapsedTime(started);
            var found = Compilation(tree).GetDiagnostics();
            return new CSharpOutcome { Failure = CompilerMessages.Failure(found.Any(IsError) ? found : emitted.Diagnostics) };
        }

        assembly.Position = 0;
        symbols.Position = 0;
        var start = EntryPoint(compilation, assemblies.LoadFromStream(assembly, symbols));
        previous = compilation;
        submissions++;
        if (states.Length <= submissions) Array.Resize(ref states, states.Length * 2);
        CompileTime += Stopwatch.GetElapsedTime(started);
        var outcome = Run(name, start, wait);
        return outcome with
        {
            HasValue = outcome.Failure is null && GivesValue(compilation, guarded),
            Warnings = [.. emitted.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Warning).Select(CompilerMessages.OneLine)],
        };
    }

    private CompilationUnitSyntax Guarded(CompilationUnitSyntax root)
    {
        // A submission without members is no link for the compiler, and its usings would be lost to later cells.
        if (root.Members.Count == 0) root = root.AddMembers(SyntaxFactory.GlobalStatement(SyntaxFactory.EmptyStatement()));
        return (CompilationUnitSyntax)new LoopGuardRewriter(guard.Number).Visit(root)!;
    }

    private CSharpCompilation Compilation(SyntaxTree tree) => CSharpCompilation.CreateScriptCompilation(
        "cell" + assembliesNamed++.ToString(CultureInfo.InvariantCulture), tree, references, options, previous, typeof(object), globalsType);

    private CSharpOutcome Run(string name, Func<object?[], Task<object?>> start, Action<Task> wait)
    {
        try
        {
            var running = start(states);
            if (!running.IsCompleted) wait(running);
            if (running.IsCompleted) return new CSharpOutcome { Value = running.GetAwaiter().GetResult() };
            return new CSharpOutcome
            {
                Failure = new CSharpFailure("NeverCompleted", "the cell awaits something that does not come", ["The cell awaits something that does not come."]),
            };
        }
        catch (Exception exception)
        {
            return new CSharpOutcome { Failure = ExceptionText.Failure(name, exception) };
        }
    }

    private static Func<object?[], Task<object?>> EntryPoint(CSharpCompilation compilation, Assembly assembly)
    {
        var entry = compilation.GetEntryPoint(CancellationToken.None)!;
        var type = assembly.GetType(entry.ContainingType.MetadataName, throwOnError: true)!;
        return type.GetMethod(entry.MetadataName, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)!
            .CreateDelegate<Func<object?[], Task<object?>>>();
    }

    /// <summary>Whether the cell ends in an expression without semicolon that is not a call of something void.</summary>
    private static bool GivesValue(CSharpCompilation compilation, SyntaxTree tree) =>
        tree.GetCompilationUnitRoot().Members.LastOrDefault() is GlobalStatementSyntax { Statement: ExpressionStatementSyntax { SemicolonToken.IsMissing: true } last }
        && compilation.GetSemanticModel(tree).GetTypeInfo(last.Expression).Type is not { SpecialType: SpecialType.System_Void };

    private static bool IsError(Diagnostic found) => found.Severity == DiagnosticSeverity.Error;
}
