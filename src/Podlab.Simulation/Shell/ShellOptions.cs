namespace Podlab.Simulation.Shell;

/// <summary>The switches of <c>set</c>.</summary>
public sealed class ShellOptions
{
    public bool ErrorExit { get; set; }
    public bool NoUnset { get; set; }
    public bool Trace { get; set; }
    public bool NoGlob { get; set; }
    public bool NoExec { get; set; }
    public bool PipeFail { get; set; }

    /// <summary>The trap ERR holds inside of functions and subshells too.</summary>
    public bool ErrorTrace { get; set; }
    public bool NoClobber { get; set; }
    public bool AllExport { get; set; }
    public bool Verbose { get; set; }
    public bool Interactive { get; set; }
    public bool Monitor { get; set; }
    public bool Notify { get; set; }
    public bool IgnoreEof { get; set; }
    public bool FromStdin { get; set; }
    public bool FromString { get; set; }

    /// <summary>Called as bash: functions may have any name, those of special builtins too.</summary>
    public bool IsBash { get; set; }

    /// <summary>Name and letter in the order in which <c>set -o</c> lists them; no letter: a blank.</summary>
    public static IReadOnlyList<(string Name, char Letter)> Known { get; } =
    [
        ("errexit", 'e'), ("noglob", 'f'), ("ignoreeof", 'I'), ("interactive", 'i'), ("monitor", 'm'), ("noexec", 'n'), ("stdin", 's'),
        ("xtrace", 'x'), ("verbose", 'v'), ("noclobber", 'C'), ("allexport", 'a'), ("notify", 'b'), ("nounset", 'u'), ("errtrace", 'E'), ("vi", ' '), ("pipefail", ' '),
    ];

    public ShellOptions Copy() => (ShellOptions)MemberwiseClone();

    public bool Get(string name) => name switch
    {
        "errexit" => ErrorExit,
        "noglob" => NoGlob,
        "ignoreeof" => IgnoreEof,
        "interactive" => Interactive,
        "monitor" => Monitor,
        "noexec" => NoExec,
        "stdin" => FromStdin,
        "xtrace" => Trace,
        "verbose" => Verbose,
        "noclobber" => NoClobber,
        "allexport" => AllExport,
        "notify" => Notify,
        "nounset" => NoUnset,
        "errtrace" => ErrorTrace,
        "pipefail" => PipeFail,
        _ => false,
    };

    /// <summary>False when there is no such option.</summary>
    public bool Set(string name, bool on)
    {
        switch (name)
        {
            case "errexit": ErrorExit = on; break;
            case "noglob": NoGlob = on; break;
            case "ignoreeof": IgnoreEof = on; break;
            case "interactive": Interactive = on; break;
            case "monitor": Monitor = on; break;
            case "noexec": NoExec = on; break;
            case "stdin": FromStdin = on; break;
            case "xtrace": Trace = on; break;
            case "verbose": Verbose = on; break;
            case "noclobber": NoClobber = on; break;
            case "allexport": AllExport = on; break;
            case "notify": Notify = on; break;
            case "nounset": NoUnset = on; break;
            case "errtrace": ErrorTrace = on; break;
            case "pipefail": PipeFail = on; break;
            case "vi": break;
            default: return false;
        }

        return true;
    }

    /// <summary>The value of <c>$-</c>.</summary>
    public string Letters => (FromString ? "c" : "") + string.Concat(Known.Where(option => option.Letter != ' ' && Get(option.Name)).Select(option => option.Letter));
}
