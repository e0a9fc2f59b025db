using Podlab.Api;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

/// <summary>What operators do with values: truths, whole numbers, texts, quantities, versions, lists and what belongs to a device.</summary>
internal static class ExpressionValues
{
    public static bool Truth(object value) => value is bool truth ? truth : throw new ExpressionException("no such overload: a truth is needed");

    /// <summary><c>value.key</c> or <c>value[key]</c>.</summary>
    public static object Member(object value, object key) => (value, key) switch
    {
        (DeviceValues device, string name) => device.Member(name),
        (DeviceValues.Domains domains, string domain) => domains.In(domain),
        (DeviceValues.Names names, string name) => names.Get(name),
        (List<object> list, long index) => index >= 0 && index < list.Count ? list[(int)index] : throw new ExpressionException($"index out of bounds: {index}"),
        _ => throw new ExpressionException($"no such key: {key}"),
    };

    public static object Relate(string operation, object left, object right)
    {
        if (operation == "in")
        {
            return right switch
            {
                List<object> list => list.Exists(item => AreEqual(left, item)),
                DeviceValues.Domains domains when left is string domain => domains.Contains(domain),
                DeviceValues.Names names when left is string name => names.Contains(name),
                _ => throw new ExpressionException("no such overload: in"),
            };
        }

        if (operation is "==" or "!=") return AreEqual(left, right) == (operation == "==");
        var order = Compare(left, right);
        return operation switch { "<" => order < 0, "<=" => order <= 0, ">" => order > 0, _ => order >= 0 };
    }

    public static object Calculate(string operation, object left, object right)
    {
        if (operation == "+" && left is string text && right is string more) return text + more;
        if (left is not long x || right is not long y) throw new ExpressionException($"no such overload: {operation}");
        try
        {
            return operation switch
            {
                "+" => checked(x + y),
                "-" => checked(x - y),
                "*" => checked(x * y),
                "/" => checked(x / y),
                _ => x % y,
            };
        }
        catch (ArithmeticException failed)
        {
            throw new ExpressionException(failed.Message);
        }
    }

    /// <exception cref="ExpressionException">The values have no order between them.</exception>
    public static int Compare(object left, object right) => (left, right) switch
    {
        (long a, long b) => a.CompareTo(b),
        (string a, string b) => string.CompareOrdinal(a, b),
        (Quantity a, Quantity b) => a.CompareTo(b),
        (SemanticVersion a, SemanticVersion b) => a.CompareTo(b),
        _ => throw new ExpressionException("no such overload: these have no order"),
    };

    /// <summary>Values of different kinds are different.</summary>
    private static bool AreEqual(object left, object right) => (left, right) switch
    {
        (List<object> a, List<object> b) => a.Count == b.Count && a.Zip(b).All(pair => AreEqual(pair.First, pair.Second)),
        (bool a, bool b) => a == b,
        _ => left.GetType() == right.GetType() && left is long or string or Quantity or SemanticVersion && Compare(left, right) == 0,
    };
}
