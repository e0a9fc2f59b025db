namespace Podlab.Simulation.Processes;

/// <summary>Signals by Linux' numbers, without <c>SIG</c>.</summary>
public enum Signal
{
    None = 0,
    HUP = 1,
    INT = 2,
    QUIT = 3,
    ILL = 4,
    TRAP = 5,
    ABRT = 6,
    BUS = 7,
    FPE = 8,
    KILL = 9,
    USR1 = 10,
    SEGV = 11,
    USR2 = 12,
    PIPE = 13,
    ALRM = 14,
    TERM = 15,
    STKFLT = 16,
    CHLD = 17,
    CONT = 18,
    STOP = 19,
    TSTP = 20,
    TTIN = 21,
    TTOU = 22,
    URG = 23,
    XCPU = 24,
    XFSZ = 25,
    VTALRM = 26,
    PROF = 27,
    WINCH = 28,
    IO = 29,
    PWR = 30,
    SYS = 31,
}

public enum SignalAction
{
    Default,
    Ignore,
    Handle,
}

public static class Signals
{
    public const int Count = 65;

    /// <summary>By name with or without <c>SIG</c>, any case, or by number; null when there is no such signal.</summary>
    public static Signal? Parse(string text)
    {
        if (int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number))
            return number < Count ? (Signal)number : null;
        var name = text.ToUpperInvariant();
        if (name.StartsWith("SIG", StringComparison.Ordinal)) name = name[3..];
        if (name is "EXIT" or "NONE") return name == "EXIT" ? Signal.None : null;
        if (name == "POLL") return Signal.IO;
        if (name.StartsWith("RTMIN", StringComparison.Ordinal) || name.Length == 0 || char.IsDigit(name[0])) return null;
        return Enum.TryParse<Signal>(name, out var signal) && Enum.IsDefined(signal) ? signal : null;
    }

    /// <summary>What a shell prints about a child that a signal ended; empty for those it keeps silent about.</summary>
    public static string Describe(Signal signal) => signal switch
    {
        Signal.HUP => "Hangup",
        Signal.INT => "Interrupt",
        Signal.QUIT => "Quit",
        Signal.ILL => "Illegal instruction",
        Signal.TRAP => "Trace/breakpoint trap",
        Signal.ABRT => "Aborted",
        Signal.BUS => "Bus error",
        Signal.FPE => "Floating point exception",
        Signal.KILL => "Killed",
        Signal.USR1 => "User defined signal 1",
        Signal.SEGV => "Segmentation fault",
        Signal.USR2 => "User defined signal 2",
        Signal.PIPE => "Broken pipe",
        Signal.ALRM => "Alarm clock",
        Signal.TERM => "Terminated",
        Signal.STOP => "Stopped (signal)",
        Signal.XCPU => "CPU time limit exceeded",
        Signal.XFSZ => "File size limit exceeded",
        Signal.VTALRM => "Virtual timer expired",
        Signal.PROF => "Profiling timer expired",
        Signal.SYS => "Bad system call",
        _ => "Unknown signal " + (int)signal,
    };

    internal static bool StopsByDefault(Signal signal) => signal is Signal.STOP or Signal.TSTP or Signal.TTIN or Signal.TTOU;

    internal static bool IgnoredByDefault(Signal signal) => signal is Signal.CHLD or Signal.URG or Signal.WINCH or Signal.CONT;
}

/// <summary>How a process ended.</summary>
/// <param name="Code">0 to 255; 0 when a signal ended it.</param>
public readonly record struct ExitStatus(int Code, Signal Signal = Signal.None)
{
    /// <summary>As shells and container runtimes count: 128 and the signal's number.</summary>
    public int ShellCode => Signal == Signal.None ? Code : 128 + (int)Signal;
}
