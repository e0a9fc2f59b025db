using System.Globalization;

namespace Podlab.Kubectl.Flags;

/// <summary>The flags that a command knows, and the values that a command line gave them.</summary>
internal sealed class FlagSet
{
    private readonly Dictionary<string, Flag> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<char, Flag> byShorthand = [];
    private readonly Dictionary<string, List<string>> values = new(StringComparer.Ordinal);
    private readonly List<Flag> order = [];

    /// <summary>In the order of declaration.</summary>
    public IReadOnlyList<Flag> All => order;

    public FlagSet Add(Flag flag)
    {
        byName[flag.Name] = flag;
        if (flag.Shorthand != 0) byShorthand[flag.Shorthand] = flag;
        order.Add(flag);
        return this;
    }

    public FlagSet Text(string name, string fallback, string usage, char shorthand = '\0', string? bare = null, bool required = false) =>
        Add(new Flag(name, FlagKind.Text, fallback, usage) { Shorthand = shorthand, Bare = bare, Required = required });

    public FlagSet Bool(string name, bool fallback, string usage, char shorthand = '\0') =>
        Add(new Flag(name, FlagKind.Bool, fallback ? "true" : "false", usage) { Shorthand = shorthand, Bare = "true" });

    public FlagSet Int(string name, long fallback, string usage, char shorthand = '\0') =>
        Add(new Flag(name, FlagKind.Int, fallback.ToString(CultureInfo.InvariantCulture), usage) { Shorthand = shorthand });

    public FlagSet Duration(string name, string fallback, string usage) => Add(new Flag(name, FlagKind.Duration, fallback, usage));

    public FlagSet List(string name, string usage, char shorthand = '\0') => Add(new Flag(name, FlagKind.TextList, "", usage) { Shorthand = shorthand });

    public FlagSet Slice(string name, string usage, char shorthand = '\0', bool required = false, string fallback = "") =>
        Add(new Flag(name, FlagKind.TextSlice, fallback, usage) { Shorthand = shorthand, Required = required });

    public Flag? Find(string name) => byName.GetValueOrDefault(name);

    public Flag? Find(char shorthand) => byShorthand.GetValueOrDefault(shorthand);

    public void Set(Flag flag, string value)
    {
        if (!values.TryGetValue(flag.Name, out var given)) values[flag.Name] = given = [];
        if (flag.Kind == FlagKind.TextSlice) given.AddRange(FlagSyntax.SplitCommas(value));
        else if (flag.Kind == FlagKind.TextList) given.Add(value);
        else
        {
            given.Clear();
            given.Add(value);
        }
    }

    /// <summary>Whether the command line gave it.</summary>
    public bool Changed(string name) => values.ContainsKey(name);

    public string this[string name] => values.TryGetValue(name, out var given) && given.Count > 0 ? given[^1] : byName.TryGetValue(name, out var flag) ? flag.Default : "";

    public bool Is(string name) => FlagSyntax.ParseBool(this[name]) ?? false;

    public long Number(string name) => long.Parse(this[name], CultureInfo.InvariantCulture);

    public TimeSpan Span(string name) => FlagDuration.Parse(this[name]) ?? TimeSpan.Zero;

    public IReadOnlyList<string> Values(string name) =>
        values.TryGetValue(name, out var given) ? given : byName.TryGetValue(name, out var flag) && flag.Default.Length > 0 ? [flag.Default] : [];

    /// <summary>Required flags that were not given, in their order.</summary>
    public IEnumerable<string> Missing => order.Where(f => f.Required && !Changed(f.Name)).Select(f => f.Name);
}
