namespace Podlab.Engine.Apiserver.Proxying;

/// <summary>Whom a proxied request is for: <c>web</c>, <c>web:8080</c>, <c>https:web:api</c>, <c>http:web:</c>.</summary>
/// <param name="Scheme"><c>http</c> or <c>https</c>; empty: http.</param>
/// <param name="Port">A number or a service port's name; empty: the first one.</param>
/// <remarks>Follows staging/src/k8s.io/apimachinery/pkg/util/net/port_split.go SplitSchemeNamePort (v1.36.3).</remarks>
internal sealed record ProxiedName(string Scheme, string Name, string Port)
{
    /// <summary>Null: it is none.</summary>
    public static ProxiedName? Parse(string text)
    {
        var name = text.Split(':') switch
        {
            [var whole] => new ProxiedName("", whole, ""),
            [var first, var port] => new ProxiedName("", first, port),
            [var scheme, var middle, var port] => new ProxiedName(scheme, middle, port),
            _ => null,
        };
        return name is { Name.Length: > 0, Scheme: "" or "http" or "https" } ? name : null;
    }
}
