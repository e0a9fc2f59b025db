namespace Podlab.Kubectl.Flags;

/// <summary>One flag of a command.</summary>
internal sealed record Flag(string Name, FlagKind Kind, string Default, string Usage)
{
    public char Shorthand { get; init; }

    /// <summary>The value when the flag stands without one (<c>--dry-run</c>); null: a value must follow.</summary>
    public string? Bare { get; init; }

    public bool Hidden { get; init; }

    /// <summary>Text of the warning that using it brings; null where it is not deprecated.</summary>
    public string? Deprecated { get; init; }

    public bool Required { get; init; }

    /// <summary>As messages name it: <c>-w, --watch</c>.</summary>
    public string Display => Shorthand == 0 ? $"--{Name}" : $"-{Shorthand}, --{Name}";
}
