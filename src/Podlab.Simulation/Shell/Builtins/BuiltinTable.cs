namespace Podlab.Simulation.Shell.Builtins;

/// <summary>All builtins by name.</summary>
public static class BuiltinTable
{
    private static readonly IBuiltin[] All =
    [
        new ColonBuiltin(":"), new ColonBuiltin("true"), new FalseBuiltin(), new SourceBuiltin("."), new SourceBuiltin("source"),
        new JumpBuiltin("break", Flow.Break), new JumpBuiltin("continue", Flow.Continue), new LeaveBuiltin("return", Flow.Return), new LeaveBuiltin("exit", Flow.Exit),
        new EvalBuiltin(), new ExecBuiltin(), new ExportBuiltin("export"), new ExportBuiltin("readonly"), new SetBuiltin(), new ShiftBuiltin(),
        new TimesBuiltin(), new TrapBuiltin(), new UnsetBuiltin(), new LocalBuiltin(),
        new CdBuiltin("cd"), new CdBuiltin("chdir"), new PwdBuiltin(), new UmaskBuiltin(), new UlimitBuiltin(), new HashBuiltin(), new HelpBuiltin(),
        new EchoBuiltin(), new PrintfBuiltin(), new TestBuiltin("test"), new TestBuiltin("["), new TestBuiltin("[["),
        new ReadBuiltin(), new GetoptsBuiltin(), new LetBuiltin(),
        new CommandBuiltin(), new TypeBuiltin(), new AliasBuiltin(), new UnaliasBuiltin(),
        new WaitBuiltin(), new JobsBuiltin(), new KillBuiltin(), new ForegroundBuiltin("fg"), new ForegroundBuiltin("bg"),
    ];

    private static readonly Dictionary<string, IBuiltin> ByName = All.ToDictionary(builtin => builtin.Name, StringComparer.Ordinal);

    public static IBuiltin? Find(string name) => ByName.GetValueOrDefault(name);

    public static IEnumerable<string> Names => ByName.Keys.Order(StringComparer.Ordinal);
}
