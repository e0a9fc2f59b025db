using System.Text.RegularExpressions;
using Podlab.Api;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

/// <summary>Functions and methods of expressions.</summary>
internal static class ExpressionMethods
{
    /// <summary><c>has(…)</c>: whether the member is there.</summary>
    public static bool Has(Func<object> member)
    {
        try
        {
            return member() is not DeviceValues.Names { Any: false };
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    /// <summary>A function that makes a value.</summary>
    public static object Make(string name, List<object> arguments) => (name, arguments) switch
    {
        ("quantity", [string text]) => Quantity.TryParse(text, out var quantity) ? quantity : throw new ExpressionException($"no quantity: {text}"),
        ("isQuantity", [string text]) => Quantity.TryParse(text, out _),
        ("semver", [string text]) => SemanticVersion.Parse(text),
        ("isSemver", [string text]) => Has(() => SemanticVersion.Parse(text)),
        ("size", [string text]) => (long)text.Length,
        ("size", [List<object> list]) => (long)list.Count,
        _ => throw new ExpressionException($"no such overload: {name}"),
    };

    public static object Call(object target, string method, List<object> arguments) => (target, method, arguments) switch
    {
        (Quantity or SemanticVersion, "compareTo", [var other]) => (long)Math.Sign(ExpressionValues.Compare(target, other)),
        (Quantity or SemanticVersion, "isLessThan", [var other]) => ExpressionValues.Compare(target, other) < 0,
        (Quantity or SemanticVersion, "isGreaterThan", [var other]) => ExpressionValues.Compare(target, other) > 0,
        (SemanticVersion version, "major", []) => version.Major,
        (SemanticVersion version, "minor", []) => version.Minor,
        (SemanticVersion version, "patch", []) => version.Patch,
        (string text, "startsWith", [string part]) => text.StartsWith(part, StringComparison.Ordinal),
        (string text, "endsWith", [string part]) => text.EndsWith(part, StringComparison.Ordinal),
        (string text, "contains", [string part]) => text.Contains(part, StringComparison.Ordinal),
        (string text, "matches", [string pattern]) => Matches(text, pattern),
        (string text, "lowerAscii", []) => text.ToLowerInvariant(),
        (string text, "upperAscii", []) => text.ToUpperInvariant(),
        (string or List<object>, "size", []) => Make("size", [target]),
        _ => throw new ExpressionException($"no such overload: {method}"),
    };

    private static bool Matches(string text, string pattern)
    {
        try
        {
            // As Go's expressions: in linear time, so that no selector hangs.
            return Regex.IsMatch(text, pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception failed) when (failed is ArgumentException or NotSupportedException)
        {
            throw new ExpressionException($"no such pattern: {pattern}");
        }
    }
}
