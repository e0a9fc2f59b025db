namespace Podlab.Api.Validation;

/// <summary>Which rule a kind's names follow.</summary>
public enum NameForm
{
    /// <summary>Lower case letters, digits, dashes, dots.</summary>
    DnsSubdomain,

    /// <summary>Without dots, at most 63.</summary>
    DnsLabel,

    /// <summary>A label that starts with a letter.</summary>
    Dns1035Label,

    /// <summary>Whatever can stand in a URL's path.</summary>
    PathSegment,
}
