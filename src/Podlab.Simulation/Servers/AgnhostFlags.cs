using Podlab.Simulation.Utilities.Basics;

namespace Podlab.Simulation.Servers;

/// <summary>The flags of a sub-command as pflag reads them: <c>--name=value</c>, <c>--name value</c>, <c>--name</c>; and what is left.</summary>
internal sealed class AgnhostFlags
{
    private readonly List<(string Name, string Value)> values = [];

    public AgnhostFlags(IEnumerable<string> arguments)
    {
        var all = arguments.ToList();
        for (var i = 0; i < all.Count; i++)
        {
            if (!all[i].StartsWith('-'))
            {
                Operands.Add(all[i]);
                continue;
            }

            var text = all[i].TrimStart('-');
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0) values.Add((text[..equals], text[(equals + 1)..]));
            else if (i + 1 < all.Count && (!all[i + 1].StartsWith('-') || all[i + 1] == "-1")) values.Add((text, all[++i]));
            else values.Add((text, "true"));
        }
    }

    public List<string> Operands { get; } = [];

    public string Get(string name, string fallback) => values.FindLast(flag => flag.Name == name) is { Name: not null } found ? found.Value : fallback;

    public bool Is(string name, bool fallback) => Get(name, fallback ? "true" : "false") is "true" or "1" or "t";

    public int Number(string name, int fallback) => int.TryParse(Get(name, ""), System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) ? number : fallback;

    /// <summary>A duration of Go (<c>1m30s</c>), in seconds.</summary>
    public double Seconds(string name, double fallback) => Sleep.Seconds(Get(name, "")) ?? fallback;
}
