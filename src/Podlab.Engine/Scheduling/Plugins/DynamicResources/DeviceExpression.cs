using System.Text.Json;
using Podlab.Engine.Scheduling.Plugins.DynamicResources.Expressions;

namespace Podlab.Engine.Scheduling.Plugins.DynamicResources;

/// <summary>The selectors of classes and requests, asked of a device.</summary>
internal sealed class DeviceExpression
{
    private readonly Dictionary<string, Evaluate?> known = new(StringComparer.Ordinal);

    /// <summary>Whether the device is one that the expression selects; one that cannot be read, or asks for what the device lacks, selects none.</summary>
    public bool Holds(string expression, string driver, JsonElement device)
    {
        if (!known.TryGetValue(expression, out var evaluate)) known.Add(expression, evaluate = Parse(expression));
        if (evaluate is null) return false;
        try
        {
            return evaluate(new DeviceValues(driver, device)) is true;
        }
        catch (ExpressionException)
        {
            return false;
        }
    }

    private static Evaluate? Parse(string expression)
    {
        try
        {
            return ExpressionParser.Parse(expression);
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
