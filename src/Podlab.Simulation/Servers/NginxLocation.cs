using System.Text.RegularExpressions;

namespace Podlab.Simulation.Servers;

/// <summary>A location block.</summary>
internal sealed record NginxLocation(string Path, bool Exact)
{
    public string? Root { get; init; }
    public IReadOnlyList<string> Index { get; init; } = [];
    public int? ReturnCode { get; init; }
    public string? ReturnText { get; init; }
    public string? DefaultType { get; init; }
    public string? Alias { get; init; }
    public bool Autoindex { get; init; }

    /// <summary><c>^~</c>: no pattern is looked at when this prefix fits best.</summary>
    public bool Final { get; init; }

    /// <summary><c>~</c> and <c>~*</c>.</summary>
    public Regex? Pattern { get; init; }
    public IReadOnlyList<string> TryFiles { get; init; } = [];
    public string? ProxyPass { get; init; }

    /// <summary>Where proxied requests go, in turn.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];
    public IReadOnlyList<(string Name, string Value)> ProxyHeaders { get; init; } = [];
    public IReadOnlyList<(string Name, string Value)> AddHeaders { get; init; } = [];
    public bool StubStatus { get; init; }
    public int Turn { get; set; }

    /// <summary>File and line of the directive that passes requests on.</summary>
    public string Place { get; init; } = "";
}
